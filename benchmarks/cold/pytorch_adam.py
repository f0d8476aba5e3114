# SPDX-License-Identifier: MIT
"""PyTorch: its fused Adam, rows of one tensor by index."""

import os

# Of NumPy's products nothing is asked here, and its threads would begin with spinning: see goal.py.
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import torch
from goal import BATCH, BETA2, EPOCHS, RATE, SEED, SMOOTHING, rate, reached
from mnist_gz import load
from torch import nn

torch.manual_seed(SEED)
(x, y), (x_test, y_test) = (
    (torch.tensor(pixels).float() / 255, torch.tensor(labels).long()) for pixels, labels in load()
)
net = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
optimizer = torch.optim.Adam(net.parameters(), lr=RATE, betas=(0.9, BETA2), fused=True)
cost = nn.CrossEntropyLoss(label_smoothing=SMOOTHING)
for epoch in EPOCHS:
    batches = torch.randperm(len(x)).split(BATCH)
    for step, rows in enumerate(batches):
        optimizer.param_groups[0]["lr"] = rate(epoch + step / len(batches))
        optimizer.zero_grad()
        cost(net(x[rows]), y[rows]).backward()
        optimizer.step()
    with torch.inference_mode():
        accuracy = (net(x_test).argmax(1) == y_test).float().mean().item()
    if reached(epoch, accuracy):
        break
