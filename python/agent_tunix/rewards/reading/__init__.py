"""What callers, trainers and rewards hand over is read here, in one way for all."""
