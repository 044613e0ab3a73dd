# SPDX-License-Identifier: BSD-3-Clause
"""LeNets written node by node, in the manners of exporters and in those of each opset.

Each takes the weights of one small LeNet, so that all compute the same, but for halves.
"""
import numpy as np
from onnx import TensorProto, helper, numpy_helper


class Net:
    """Nodes and initialisers of a model, one after the other."""

    def __init__(self, opset, shape=('batch', 1, 28, 28), types=np.float32):
        self.opset, self.shape, self.type = opset, list(shape), types
        self.nodes, self.initializers, self.count = [], [], 0

    def add(self, operator, *inputs, **attributes):
        self.count += 1
        name = f'{operator.lower()}{self.count}'
        inputs = [self.constant(value) if isinstance(value, np.ndarray) else value
                  for value in inputs]
        self.nodes.append(helper.make_node(operator, inputs, [name + '_out'], name, **attributes))
        return name + '_out'

    def constant(self, value):
        self.count += 1
        name = f'constant{self.count}'
        self.initializers.append(numpy_helper.from_array(np.array(value, order='C'), name))
        return name

    def ints(self, *values):
        return np.array(values, np.int64)

    def unsqueeze(self, x, axis):
        if self.opset < 13:
            return self.add('Unsqueeze', x, axes=[axis])
        return self.add('Unsqueeze', x, self.ints(axis))

    def model(self, output, outputs=('batch', 10), input_type=TensorProto.FLOAT):
        self.nodes.append(helper.make_node('Identity', [output], ['logits'], 'last'))
        ir = {7: 3, 8: 3, 9: 4, 10: 5, 11: 6, 12: 7, 13: 7}.get(self.opset, 8)
        inputs = [helper.make_tensor_value_info('image', input_type, self.shape)]
        if ir < 4:
            # Initialisers were inputs then.
            inputs += [helper.make_tensor_value_info(t.name, t.data_type, t.dims)
                       for t in self.initializers]
        graph = helper.make_graph(
            self.nodes, 'made', inputs,
            [helper.make_tensor_value_info('logits', TensorProto.FLOAT, list(outputs))],
            self.initializers)
        return helper.make_model(
            graph, opset_imports=[helper.make_opsetid('', self.opset)],
            ir_version=ir)


def convolutions(net, w, x='image'):
    x = net.add('Conv', x, w['conv1_weight'], w['conv1_bias'], kernel_shape=[5, 5])
    x = net.add('MaxPool', net.add('Relu', x), kernel_shape=[2, 2], strides=[2, 2])
    x = net.add('Conv', x, w['conv2_weight'], w['conv2_bias'], kernel_shape=[5, 5])
    return net.add('MaxPool', net.add('Relu', x), kernel_shape=[2, 2], strides=[2, 2])


def dense(net, w, x):
    x = net.add('Relu', net.add('Gemm', x, w['fc1_weight'], w['fc1_bias'], transB=1))
    return net.add('Gemm', x, w['fc2_weight'], w['fc2_bias'], transB=1)


def gemm(w, opset):
    """A plain chain; dropout and Softmax at the end."""
    net = Net(opset)
    x = net.add('Flatten', convolutions(net, w), axis=1)
    x = net.add('Dropout', dense(net, w, x))
    return net.model(net.add('Softmax', x, axis=1))


def view(w, opset):
    """x.view(x.size(0), -1) without constant folding, and MatMul with Add."""
    net = Net(opset)
    x = convolutions(net, w)
    first = net.add('Gather', net.add('Shape', x), np.array(0, np.int64), axis=0)
    shape = net.add('Concat', net.unsqueeze(first, 0), net.ints(-1), axis=0)
    x = net.add('Reshape', x, shape)
    x = net.add('Add', net.add('MatMul', x, w['fc1_weight'].T), w['fc1_bias'])
    x = net.add('Relu', x)
    weights = net.add('Transpose', w['fc2_weight'], perm=[1, 0])
    return net.model(net.add('Add', w['fc2_bias'], net.add('MatMul', x, weights)))


def sliced(w, opset):
    """The size of the batch by Slice and ReduceProd; a batch that is fixed."""
    net = Net(opset, (1, 1, 28, 28))
    x = convolutions(net, w)
    shape = net.add('Cast', net.add('Shape', x), to=TensorProto.INT64)
    if opset < 10:
        batch = net.add('Slice', shape, starts=[0], ends=[1])
        rest = net.add('Slice', shape, starts=[1], ends=[4])
    else:
        batch = net.add('Slice', shape, net.ints(0), net.ints(1), net.ints(0))
        rest = net.add('Slice', shape, net.ints(1), net.ints(2**31 - 1), net.ints(0))
    features = net.add('ReduceProd', rest, keepdims=1, axes=[0]) if opset < 18 else net.add(
        'ReduceProd', rest, net.ints(0), keepdims=1)
    x = net.add('Reshape', x, net.add('Concat', batch, features, axis=0))
    return net.model(dense(net, w, x), (1, 10))


def channels_last(w, opset):
    """As tf2onnx writes a Keras model: images of (y, x, channel), transposes, bias by Add."""
    net = Net(opset, ('batch', 28, 28, 1))
    x = net.add('Transpose', 'image', perm=[0, 3, 1, 2])
    for layer in ['conv1', 'conv2']:
        x = net.add('Conv', x, w[layer + '_weight'], kernel_shape=[5, 5], auto_pad='VALID')
        x = net.add('Add', x, w[layer + '_bias'].reshape(1, -1, 1, 1))
        x = net.add('MaxPool', net.add('Relu', x), kernel_shape=[2, 2], strides=[2, 2],
                    auto_pad='VALID')
    x = net.add('Transpose', x, perm=[0, 2, 3, 1])
    x = net.add('Reshape', x, net.ints(-1, 256))
    first = w['fc1_weight'].reshape(-1, 16, 4, 4).transpose(0, 2, 3, 1).reshape(-1, 256)
    x = net.add('Relu', net.add('Add', net.add('MatMul', x, first.T), w['fc1_bias']))
    return net.model(net.add('Add', net.add('MatMul', x, w['fc2_weight'].T), w['fc2_bias']))


def normalizing(w, opset):
    """Takes bytes: what PyTorch's transforms do stands in the model."""
    net = Net(opset, (None, 1, 28, 28))
    x = net.add('Cast', 'image', to=TensorProto.FLOAT)
    x = net.add('Div', x, np.array(255, np.float32))
    x = net.add('Sub', x, np.full((1, 1, 1), 0.1307, np.float32))
    x = net.add('Div', x, np.full((1, 1, 1), 0.3081, np.float32))
    # The weights expect 0...1.
    scaled = dict(w, conv1_weight=w['conv1_weight'] * np.float32(0.3081),
                  conv1_bias=w['conv1_bias'] + np.float32(0.1307) * w['conv1_weight'].sum((1, 2, 3)))
    x = net.add('Flatten', convolutions(net, scaled, x), axis=1)
    return net.model(dense(net, w, x), input_type=TensorProto.UINT8)


def halves(w, opset):
    """Parameters of 16 bits that are cast, a padded convolution by Pad, limits by Clip."""
    net = Net(opset)
    x = net.add('Pad', 'image', net.ints(0, 0, 2, 2, 0, 0, 2, 2)) if opset >= 11 else net.add(
        'Pad', 'image', pads=[0, 0, 2, 2, 0, 0, 2, 2])
    half = {name: net.add('Cast', value.astype(np.float16), to=TensorProto.FLOAT)
            for name, value in w.items()}
    x = net.add('Conv', x, half['conv1_weight'], half['conv1_bias'])
    x = net.add('AveragePool', x, kernel_shape=[2, 2], strides=[2, 2])
    limits = [np.array(0, np.float32)] if opset >= 11 else []
    x = net.add('Clip', x, *limits, **({} if limits else {'min': 0.0}))
    x = net.add('Conv', x, half['conv2_weight'], half['conv2_bias'], auto_pad='SAME_UPPER')
    x = net.add('AveragePool', net.add('Relu', x), kernel_shape=[4, 4], strides=[3, 3])
    x = net.add('Reshape', x, net.ints(0, -1))
    return net.model(dense(net, half, x))


MADE = [(f'{net.__name__.replace("_", "-")}-op{opset}', net, opset) for net, opsets in [
    (gemm, [7, 8, 11, 13, 17, 21]), (view, [7, 8, 11, 13, 17, 21]), (sliced, [8, 11, 18, 21]),
    (channels_last, [7, 11, 13, 21]), (normalizing, [9, 13, 21]), (halves, [9, 11, 17, 21]),
] for opset in opsets]

SCALES = {'normalizing': 1.0}


def random_weights(seed=0):
    random = np.random.default_rng(seed)
    shapes = {'conv1': (8, 1, 5, 5), 'conv2': (16, 8, 5, 5), 'fc1': (64, 256), 'fc2': (10, 64)}
    weights = {}
    for layer, shape in shapes.items():
        bound = np.sqrt(6 / np.prod(shape[1:]))
        weights[layer + '_weight'] = random.uniform(-bound, bound, shape).astype(np.float32)
        weights[layer + '_bias'] = random.uniform(-0.2, 0.2, shape[0]).astype(np.float32)
    return weights
