"""The index on disk: schema, codec, bulk writer, generations."""
