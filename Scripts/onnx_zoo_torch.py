# SPDX-License-Identifier: BSD-3-Clause
"""Small networks in PyTorch, trained on MNIST, and the ways in which PyTorch exports them."""
import time

import onnx
import torch
import torch.nn as nn
import torch.nn.functional as F


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 8, 5), nn.Conv2d(8, 16, 5)
        self.fc1, self.fc2 = nn.Linear(256, 64), nn.Linear(64, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.fc2(F.relu(self.fc1(x.view(x.size(0), -1))))


def conv_bn(inputs, outputs, kernel=3, stride=1, groups=1):
    return [nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False),
            nn.BatchNorm2d(outputs)]


class BatchNormNet(nn.Sequential):
    """The same, with what exporters leave in: dropout, a final log_softmax."""

    def __init__(self):
        super().__init__(
            *conv_bn(1, 8), nn.ReLU(), nn.MaxPool2d(2), *conv_bn(8, 16, 5), nn.ReLU(),
            nn.MaxPool2d(2), nn.Dropout(0.2), nn.Flatten(), nn.Linear(784, 10), nn.LogSoftmax(1))


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.main = nn.Sequential(*conv_bn(inputs, outputs, 3, stride), nn.ReLU(),
                                  *conv_bn(outputs, outputs))
        plain = stride == 1 and inputs == outputs
        self.skip = nn.Identity() if plain else nn.Sequential(*conv_bn(inputs, outputs, 1, stride))

    def forward(self, x):
        return F.relu(self.main(x) + self.skip(x))


class ResNet(nn.Sequential):
    def __init__(self):
        super().__init__(
            *conv_bn(1, 8), nn.ReLU(), nn.MaxPool2d(3, 2, 1), Block(8, 8, 1), Block(8, 16, 2),
            Block(16, 32, 2), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(32, 10))


class Inverted(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        wide = 4 * inputs
        self.main = nn.Sequential(*conv_bn(inputs, wide, 1), nn.ReLU6(),
                                  *conv_bn(wide, wide, 3, stride, groups=wide), nn.ReLU6(),
                                  *conv_bn(wide, outputs, 1))
        self.adds = stride == 1 and inputs == outputs

    def forward(self, x):
        return x + self.main(x) if self.adds else self.main(x)


class MobileNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            *conv_bn(1, 8, 3, 2), nn.ReLU6(), Inverted(8, 8, 1), Inverted(8, 16, 2),
            Inverted(16, 16, 1), *conv_bn(16, 48, 1), nn.ReLU6())
        self.last = nn.Linear(48, 10)

    def forward(self, x):
        return self.last(self.body(x).mean([2, 3]))


class Inception(nn.Module):
    """Branches that join, and poolings with padding and with windows that do not fit."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(1, 8, 3, 2, 1)
        self.one, self.three = nn.Conv2d(8, 8, 1), nn.Conv2d(8, 8, 3, padding=1)
        self.five, self.pooled = nn.Conv2d(8, 8, 5, padding=2), nn.Conv2d(8, 4, 1)
        self.last = nn.Conv2d(28, 10, 3)

    def forward(self, x):
        x = F.relu(self.stem(x))
        pooled = F.avg_pool2d(x, 3, 1, 1, count_include_pad=True)
        x = torch.cat([self.one(x), self.three(x), self.five(x), self.pooled(pooled)], 1)
        x = F.max_pool2d(F.relu(x), 3, 2, ceil_mode=True)
        return F.adaptive_avg_pool2d(self.last(x), 1).squeeze(3).squeeze(2)


class PreActivation(nn.Module):
    """Normalisation before the convolutions, so that it folds into nothing."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(1, 12, 5, 1, 2)
        self.norm1, self.conv1 = nn.BatchNorm2d(12), nn.Conv2d(12, 12, 3, padding=1)
        self.norm2, self.conv2 = nn.BatchNorm2d(12), nn.Conv2d(12, 24, 3, 2, 1)
        self.norm3, self.last = nn.BatchNorm2d(24), nn.Linear(24 * 9, 10)

    def forward(self, x):
        x = F.max_pool2d(self.stem(x), 2)
        x = x + self.conv1(F.relu(self.norm1(x)))
        x = self.conv2(F.relu(self.norm2(x)))
        x = F.relu(self.norm3(x))
        return self.last(F.avg_pool2d(x, 2).flatten(1))


class Padded(LeNet):
    """The network that onnx_zoo_made.halves writes."""

    def forward(self, x):
        x = F.relu(F.avg_pool2d(self.conv1(F.pad(x, (2, 2, 2, 2))), 2))
        x = F.relu(F.conv2d(x, self.conv2.weight, self.conv2.bias, padding=2))
        x = F.avg_pool2d(x, 4, 3)
        return self.fc2(F.relu(self.fc1(x.flatten(1))))


NETS = {'lenet': LeNet, 'batchnorm': BatchNormNet, 'resnet': ResNet, 'mobilenet': MobileNet,
        'inception': Inception, 'preactivation': PreActivation, 'padded': Padded}

# name, network, exporter, opset, settings
EXPORTS = [
    ('lenet-legacy9', 'lenet', 'legacy', 9, {'dynamic': True}),
    ('lenet-legacy20', 'lenet', 'legacy', 20, {}),
    ('lenet-dynamo18', 'lenet', 'dynamo', 18, {'dynamic': True}),
    ('batchnorm-legacy11', 'batchnorm', 'legacy', 11, {'folding': False}),
    ('batchnorm-legacy17', 'batchnorm', 'legacy', 17, {'dynamic': True}),
    ('batchnorm-dynamo20', 'batchnorm', 'dynamo', 20, {}),
    ('resnet-legacy13', 'resnet', 'legacy', 13, {'dynamic': True, 'folding': False}),
    ('resnet-dynamo18', 'resnet', 'dynamo', 18, {'dynamic': True}),
    ('mobilenet-legacy10', 'mobilenet', 'legacy', 10, {}),
    ('mobilenet-legacy15', 'mobilenet', 'legacy', 15, {'dynamic': True}),
    ('mobilenet-dynamo20', 'mobilenet', 'dynamo', 20, {'dynamic': True}),
    ('inception-legacy14', 'inception', 'legacy', 14, {'dynamic': True}),
    ('inception-dynamo19', 'inception', 'dynamo', 19, {}),
    ('preactivation-legacy16', 'preactivation', 'legacy', 16, {'folding': False}),
    ('preactivation-dynamo18', 'preactivation', 'dynamo', 18, {}),
    ('padded-legacy14', 'padded', 'legacy', 14, {}),
]


def trained(name, images, labels, epochs, seed=0):
    """A network after a few passes over images (n, 1, 28, 28) in 0...1."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    model, start = NETS[name](), time.time()
    optimizer = torch.optim.Adam(model.parameters(), 3e-3)
    steps = epochs * (len(images) // 64)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 6e-3, total_steps=steps)
    x, y = torch.from_numpy(images), torch.from_numpy(labels.astype('int64'))
    for _ in range(epochs):
        order = torch.randperm(len(x))
        for first in range(0, len(x) - 63, 64):
            batch = order[first:first + 64]
            optimizer.zero_grad()
            F.cross_entropy(model(x[batch]), y[batch]).backward()
            optimizer.step()
            schedule.step()
    print(f'{name}: {steps} steps in {time.time() - start:.0f} s', flush=True)
    return model.eval()


def forget_source(path):
    """The exporter notes the paths of this machine's Python files."""
    model = onnx.load(path)
    for part in [*model.graph.node, *model.graph.input, *model.graph.value_info]:
        del part.metadata_props[:]
    onnx.save(model, path)


def export(model, path, exporter, opset, dynamic=False, folding=True):
    x = torch.zeros(1, 1, 28, 28)
    if exporter == 'dynamo':
        # An example of one image would fix the batch.
        example = torch.zeros(2, 1, 28, 28) if dynamic else x
        shapes = ({0: torch.export.Dim('batch')},) if dynamic else None
        torch.onnx.export(model, (example,), path, dynamo=True, opset_version=opset,
                          dynamic_shapes=shapes, external_data=False, verbose=False)
        forget_source(path)
        return
    mode = torch.onnx.TrainingMode.EVAL if folding else torch.onnx.TrainingMode.PRESERVE
    torch.onnx.export(model, (x,), path, dynamo=False, opset_version=opset, input_names=['image'],
                      output_names=['logits'], do_constant_folding=folding, training=mode,
                      dynamic_axes={'image': {0: 'batch'}} if dynamic else None)


def weights_of(model):
    return {name.replace('.', '_'): value.detach().numpy()
            for name, value in model.state_dict().items()}
