"""The production server: granian in this process, the application in a worker process of it."""
