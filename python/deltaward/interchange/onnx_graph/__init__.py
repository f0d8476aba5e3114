# SPDX-License-Identifier: MIT
"""How an ONNX graph is read: by what its nodes compute, not by how they are arranged.

Going through the nodes, each value is a constant, the shape of something, or a `Signal`: an affine
form of the inputs or of a layer's z, and a function of that, held as its values on a grid. So every
way to write an activation down is recognised by its curve, and scalings fold into the weights.
Nothing of a file is executed.
"""
