"""The tests mirror the packages."""

from hypothesis import settings

# A first example pays for loading a dictionary; how long anything takes is for bench/ to say.
settings.register_profile("xunzhang", deadline=None)
settings.load_profile("xunzhang")
