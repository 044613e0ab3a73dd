#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""The CPU core against ONNX Runtime and OpenVINO, in turns, on one thread of this machine.

    python3 -m venv .peers && .peers/bin/pip install numpy onnx onnxruntime openvino
    swift build -c release --product accel
    taskset -c 1 .peers/bin/python Scripts/compare_peers.py --tools TOOLS --data DATA

TOOLS has peers.py and caffemodel.py, DATA lenet5-caffe and mnist; neither is in this repository.

Each line is a ratio of times, peer over ours, the median of --rounds: above 1 we are faster.
"""
import argparse, json, math, os, statistics, subprocess, sys, tempfile

TUNED = ['20x50x5@12', '32x32x5@32', '64x64x3@56', '256x256x3@14']
OTHERS = ['37x41x3@19', '64x128x1@28', '16x24x7@30', '3x32x3@64', '64x64x3s2@56', '3x64x7s2@112',
          '33x65x1@17', '128x128x3s2@28', '13x27x5@23', '48x96x1s2@28']


def parse(shape):
    layer, side = shape.split('@')
    layer, _, stride = layer.partition('s')
    return [int(v) for v in layer.split('x')] + [int(stride or 1), int(side)]


def convolution(peers, shape):
    import numpy as np
    ci, co, k, stride, side = parse(shape)
    out = (side + 2 * (k // 2) - k) // stride + 1
    nodes = [peers.H.make_node('Conv', ['x', 'w', 'b'], ['c'], kernel_shape=[k, k],
                               pads=[k // 2] * 4, strides=[stride] * 2),
             peers.H.make_node('Relu', ['c'], ['y'])]
    random = np.random.default_rng(0)
    weights = random.standard_normal((co, ci, k, k)) * .1
    x = random.standard_normal((1, ci, side, side)).astype('f4')
    return peers.model(nodes, [('w', weights), ('b', np.zeros(co))], [1, ci, side, side],
                       [1, co, out, out]), [x], x


def lenet(peers, data, batch):
    import gzip
    import numpy as np
    import caffemodel
    weights = caffemodel.load(os.path.join(data, 'lenet5-caffe', 'lenet_iter_10000.caffemodel'))
    raw = gzip.open(os.path.join(data, 'mnist', 't10k-images-idx3-ubyte.gz')).read()
    x = (np.frombuffer(raw, np.uint8, offset=16).reshape(-1, 1, 28, 28) / np.float32(256)).astype('f4')
    return (peers.lenet(weights, batch), [x[i:i + batch] for i in range(0, 256, batch)],
            np.ascontiguousarray(x[:batch]))


def ours(arguments, what):
    if what.startswith('lenet'):
        words = ['lenet', '--batch', what.split(' b')[1]]
    else:
        words = ['conv', '--shapes', what]
    run = subprocess.run([arguments.accel, 'bench', *words, '--cpu', arguments.cpu, '--threads',
                          '1', '--json', '-'], check=True, capture_output=True, text=True)
    line = json.loads(run.stdout.splitlines()[-1])
    return line['us'], line['isa']


def compare(arguments, peers, what):
    batch = int(what.split(' b')[1]) if what.startswith('lenet') else 1
    network, calibration, x = (lenet(peers, arguments.data, batch) if what.startswith('lenet')
                               else convolution(peers, what))
    ratios = {}
    own = []
    with tempfile.TemporaryDirectory() as folder:
        files = dict(zip(('fp32', 'int8'), peers.quantised(network, calibration, folder)))
        for _ in range(arguments.rounds):
            us, isa = ours(arguments, what)
            own.append(us)
            for name, run in (('onnxruntime', peers.run_ort), ('openvino', peers.run_openvino)):
                for kind, path in files.items():
                    ratios.setdefault(f'{name} {kind}', []).append(run(path, x) * 1e6 / batch / us)
    row = {name: statistics.median(values) for name, values in ratios.items()}
    row['best int8'] = min(row['onnxruntime int8'], row['openvino int8'])
    print(f'{what:16} {isa:10} {statistics.median(own):9.2f} us  '
          + '  '.join(f'{name} {value:5.2f}' for name, value in row.items()), flush=True)
    return row


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--tools', required=True, help='folder of peers.py and caffemodel.py')
    parser.add_argument('--data', required=True, help='folder of lenet5-caffe and mnist')
    parser.add_argument('--accel', default='.build/release/accel')
    parser.add_argument('--cpu', default='auto')
    parser.add_argument('--rounds', type=int, default=3)
    parser.add_argument('what', nargs='*', help='lenet b64, CINxCOUTxK[s2]@HW')
    arguments = parser.parse_args()
    sys.path.insert(0, arguments.tools)
    import peers
    chosen = arguments.what or ['lenet b1', 'lenet b64'] + TUNED + OTHERS
    rows = [compare(arguments, peers, what) for what in chosen]
    best = [row['best int8'] for what, row in zip(chosen, rows) if '@' in what]
    if best:
        mean = math.exp(statistics.fmean(map(math.log, best)))
        print(f'convolutions against the better int8 peer: geometric mean {mean:.2f}, '
              f'least {min(best):.2f}')


if __name__ == '__main__':
    main()
