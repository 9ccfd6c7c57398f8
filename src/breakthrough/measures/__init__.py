"""Pure numerics: arrays in, frozen results out; no clock, no files, no Django."""
