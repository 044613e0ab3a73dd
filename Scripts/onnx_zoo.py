#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Make many small ONNX models of MNIST's digits, and what ONNX Runtime makes of images.

    python3 -m venv .zoo && .zoo/bin/pip install numpy onnx onnxruntime onnxscript torch
    .zoo/bin/python Scripts/onnx_zoo.py --mnist ../shared/data/mnist zoo
    ACCEL_ONNX_ZOO=$PWD/zoo swift test -c release -Xswiftc -enable-testing --filter ONNXZoo

Writes NAME.onnx, NAME.npy (float32, images by 10) and zoo.json, which says what to multiply bytes
by. NAME.float.npy is there for quantised models: what they give without the rounding of maps, by
which the importer's arithmetic is checked. `--untrained` needs neither PyTorch nor MNIST.
"""
import argparse
import gzip
import json
import os

import numpy as np
import onnx
import onnxruntime
from onnx import helper, numpy_helper

import onnx_zoo_made

QUANTIZED = [
    # name, of which model, settings
    ('lenet-qdq-int8', 'lenet-legacy20', {'activations': 'QInt8'}),
    ('lenet-qdq-uint8', 'lenet-legacy20', {'activations': 'QUInt8'}),
    ('lenet-qdq-relu', 'lenet-legacy20', {'activations': 'QUInt8', 'keep': True}),
    ('batchnorm-qdq', 'batchnorm-legacy17', {'activations': 'QUInt8'}),
    ('resnet-qdq-int8', 'resnet-dynamo18', {'activations': 'QInt8'}),
    ('resnet-qdq-uint8', 'resnet-dynamo18', {'activations': 'QUInt8', 'channels': False}),
    ('mobilenet-qdq-uint8', 'mobilenet-legacy15', {'activations': 'QUInt8'}),
    ('mobilenet-qdq-int8', 'mobilenet-dynamo20', {'activations': 'QInt8', 'keep': True}),
    ('inception-qdq', 'inception-legacy14', {'activations': 'QUInt8'}),
]


def idx(path, header):
    opener = gzip.open if path.endswith('.gz') else open
    with opener(path, 'rb') as file:
        return np.frombuffer(file.read(), np.uint8, offset=header)


def images_of(path):
    return idx(path, 16).reshape(-1, 1, 28, 28)


def session(model):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.log_severity_level = 1, 3
    # As the nodes stand: the quantised arithmetic is what they say.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=['CPUExecutionProvider'])


def results(model, images, scale):
    run = session(model)
    given = run.get_inputs()[0]
    if 'float' in given.type:
        images = images.astype(np.float32) * np.float32(scale)
    if given.shape[1:] == [28, 28, 1]:
        images = images.transpose(0, 2, 3, 1)
    out = np.concatenate([run.run(None, {given.name: images[i:i + 1]})[0].reshape(1, -1)
                          for i in range(len(images))])
    last = model.graph.node[-1].op_type
    return (np.exp(out) if last == 'LogSoftmax' else out).astype(np.float32)


def without_rounding(model):
    """The model without quantisers of maps; where one cuts off what is negative, a ReLU."""
    model = onnx.ModelProto.FromString(model.SerializeToString())
    constants = {t.name: numpy_helper.to_array(t) for t in model.graph.initializer}
    quantizers = {n.output[0]: n for n in model.graph.node if n.op_type == 'QuantizeLinear'}
    nodes = []
    for node in model.graph.node:
        if node.op_type == 'QuantizeLinear':
            continue
        if node.op_type == 'DequantizeLinear' and node.input[0] in quantizers:
            source = quantizers[node.input[0]]
            zero = constants[source.input[2]]
            cuts = zero == np.iinfo(zero.dtype).min and source.input[0] != model.graph.input[0].name
            high = float(constants[source.input[1]]) * 255
            limit = cuts and abs(high - 6) < 1e-3 * high
            node = helper.make_node('Relu' if cuts else 'Identity', [source.input[0]],
                                    [node.output[0] + ('_low' if limit else '')])
            if limit:
                nodes.append(node)
                name = node.output[0] + '_6'
                model.graph.initializer.append(numpy_helper.from_array(np.float32(6), name))
                node = helper.make_node('Min', [node.output[0], name],
                                        [node.output[0].removesuffix('_low')])
        nodes.append(node)
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    return model


def quantized(path, source, images, activations, channels=True, keep=False):
    from onnxruntime.quantization import (CalibrationDataReader, QuantFormat, QuantType,
                                          quantize_static)

    class Reader(CalibrationDataReader):
        def __init__(self):
            model = onnx.load(source)
            name = model.graph.input[0].name
            self.rest = iter([{name: images[i:i + 1]} for i in range(len(images))])

        def get_next(self):
            return next(self.rest, None)

    quantize_static(source, path, Reader(), quant_format=QuantFormat.QDQ, per_channel=channels,
                    activation_type=getattr(QuantType, activations), weight_type=QuantType.QInt8,
                    extra_options={'QDQKeepRemovableActivations': keep})


class Zoo:
    def __init__(self, folder, images):
        self.folder, self.images, self.models = folder, images, {}

    def path(self, name):
        return os.path.join(self.folder, name)

    def take(self, name, scale):
        """Write the results of a model whose file is there."""
        model = onnx.load(self.path(name + '.onnx'))
        np.save(self.path(name + '.npy'), results(model, self.images, scale))
        # Those that take a map; weights come without a QuantizeLinear.
        if any(n.op_type == 'QuantizeLinear' for n in model.graph.node):
            np.save(self.path(name + '.float.npy'),
                    results(without_rounding(model), self.images, scale))
        self.models[name] = {'scale': scale}
        print(f'{name}: {os.path.getsize(self.path(name + ".onnx"))} bytes', flush=True)

    def finish(self):
        with open(self.path('zoo.json'), 'w') as file:
            json.dump(self.models, file, indent=1, sort_keys=True)
            file.write('\n')


def train(zoo, mnist, count, epochs, only):
    import onnx_zoo_torch
    images = images_of(os.path.join(mnist, 'train-images-idx3-ubyte.gz'))[:count]
    labels = idx(os.path.join(mnist, 'train-labels-idx1-ubyte.gz'), 8)[:count]
    images = images.astype(np.float32) / np.float32(255)
    nets = {}
    for name, net, exporter, opset, settings in onnx_zoo_torch.EXPORTS:
        if only and only not in name:
            continue
        if net not in nets:
            nets[net] = onnx_zoo_torch.trained(net, images, labels, epochs)
        onnx_zoo_torch.export(nets[net], zoo.path(name + '.onnx'), exporter, opset, **settings)
        zoo.take(name, 1 / 255)
    for name, source, settings in QUANTIZED:
        if source in zoo.models:
            quantized(zoo.path(name + '.onnx'), zoo.path(source + '.onnx'), images[:100],
                      **settings)
            zoo.take(name, 1 / 255)
    return {name: onnx_zoo_torch.weights_of(nets[name])
            for name in ['lenet', 'padded'] if name in nets}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('folder', help='where to write; made if it is not there')
    parser.add_argument('--mnist', help="the folder of MNIST's four files")
    parser.add_argument('--images', help='idx file of the images to run, instead of MNIST\'s')
    parser.add_argument('--count', type=int, default=1000, help='of images to run')
    parser.add_argument('--training', type=int, default=20000, help='images to train with')
    parser.add_argument('--epochs', type=int, default=3)
    parser.add_argument('--only', default='', help='trained models whose name has this')
    parser.add_argument('--untrained', action='store_true', help='random weights, made models only')
    parser.add_argument('--again', action='store_true', help='make no models, only results')
    arguments = parser.parse_args()
    os.makedirs(arguments.folder, exist_ok=True)
    path = arguments.images or os.path.join(arguments.mnist or '', 't10k-images-idx3-ubyte.gz')
    zoo = Zoo(arguments.folder, images_of(path)[:arguments.count])
    if arguments.again:
        with open(zoo.path('zoo.json')) as file:
            for name, entry in sorted(json.load(file).items()):
                zoo.take(name, entry['scale'])
        return
    weights = {}
    if not arguments.untrained:
        weights = train(zoo, arguments.mnist, arguments.training, arguments.epochs, arguments.only)
    for name, net, opset in onnx_zoo_made.MADE:
        own = 'padded' if net is onnx_zoo_made.halves else 'lenet'
        model = net(weights.get(own) or onnx_zoo_made.random_weights(), opset)
        onnx.checker.check_model(model)
        onnx.save(model, zoo.path(name + '.onnx'))
        zoo.take(name, onnx_zoo_made.SCALES.get(name.split('-')[0], 1 / 255))
    zoo.finish()


if __name__ == '__main__':
    main()
