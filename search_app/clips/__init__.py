"""The clip folder (素材夹): passages a person has picked, in order, with notes."""
