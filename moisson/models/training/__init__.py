"""The trainer: presets, model, batches, loop, checkpoints, export. It needs PyTorch, the extra `train`."""
