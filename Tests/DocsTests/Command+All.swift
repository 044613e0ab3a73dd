// SPDX-License-Identifier: BSD-3-Clause

extension Command {
  private static let native = "Sources/ProgramSupport/Resources/lenet5.accel"
  private static let caffe = [
    "lenet.prototxt": "shared:lenet5-caffe/lenet.prototxt",
    "lenet_iter_10000.caffemodel": "shared:lenet5-caffe/lenet_iter_10000.caffemodel",
  ]
  private static let board = "needs a board, or the guests of make virtual-board-test"
  private static let root = "changes the system of a board; nothing tries it"

  /// Every command that README, Docs, Hardware/README.md and the articles show in a block.
  static let all: [String: Command] = [
    // README
    "swift run -c release accel-demo --mnist": .here(
      Run(prints: [
        "device   a simulated PYNQ-Z1 (no board here)\n", "LeNet-5, overlay fixed8",
        "words    board and CPU agree in every output word\n", "right",
      ])),
    "swift test": .elsewhere("you are in it"),
    "swift run -c release accel import lenet.prototxt,lenet_iter_10000.caffemodel "
      + "--scale 0.00390625 --calibrate DIR --test DIR -o lenet.accel": .here(
        Run(
          files: caffe.merging(["DIR": "shared:mnist"]) { $1 }, writes: ["lenet.accel"],
          prints: ["wrote lenet.accel: 435577 bytes, native fixed8\n"],
          printsInRelease: [
            "conv2    0.05909    -19    31.7        0.192\n",
            "same class as the trained network: 100.00 % of 100 images\n",
            "test images right: 9908 of 10000, the trained network 9911: a drop of 0.03 points\n",
          ],
          debug: { words in
            guard let test = words.firstIndex(of: "--test") else { return words }
            return Array(words[..<test] + words[(test + 2)...]) + ["--count", "3"]
          }
        )),
    "swift run -c release accel generate \(native) -o lenet5-pynq-z1 --board pynq-z1": .here(
      Run(
        files: [native: native], writes: ["lenet5-pynq-z1"],
        prints: ["LeNet-5 on pynq-z1", "6400", "wrote lenet5-pynq-z1\n"])),
    "make rtl-lib DESIGN=lenet5-pynq-z1 LIB=lenet5.so": .elsewhere(
      "needs Verilator; make rtl-session-test runs it, with another folding"),
    "swift run -c release accel-demo --mnist --device rtl:$PWD/lenet5.so": .elsewhere(
      "needs that library; RTLRunTests runs it in make rtl-session-test"),
    "swift run -c release accel bench lenet --batch 1,64 --cpu all": .here(
      Run(prints: ["lenet b1", "lenet b64", "scalar", "Gop/s"])),
    "swift run -c release accel bench conv --shapes 64x64x3@56,64x128x3s2@56 --threads 2": .here(
      Run(prints: ["conv 64x64x3@56", "conv 64x128x3s2@56"])),

    "swift run ClassifyPNG \(native) Examples/ClassifyPNG/seven.png": .here(
      Run(
        files: [
          native: native, "Examples/ClassifyPNG/seven.png": "Examples/ClassifyPNG/seven.png",
        ],
        prints: [
          "picture  140x140x3, made grey, inverted, scaled to 28x28x1\n",
          "class    7, by 11412 to -11946 for 0\n",
        ])),
    "source <(accel --generate-completion-script bash)": .elsewhere(
      "changes a shell; ShellTests completes with that script"),
    "source <(accel-demo --generate-completion-script bash)": .elsewhere(
      "changes a shell; ShellTests completes with that script"),

    // The board guide
    "make -C Kernel": .elsewhere("needs kernel headers; make kernel-versions compiles the module"),
    "make -C Kernel KDIR=HEADERS ARCH=arm CROSS_COMPILE=arm-linux-gnueabihf-": .elsewhere(
      "needs a kernel's headers; make virtual-board-test compiles the module for ARM"),
    "sudo modprobe fpga-mgr": .elsewhere(root),
    "sudo insmod Kernel/accel.ko": .elsewhere(board),
    "sudo groupadd --system accel": .elsewhere(root),
    "sudo install -m 644 Kernel/60-accel.rules /etc/udev/rules.d/": .elsewhere(root),
    "sudo udevadm control --reload && sudo udevadm trigger": .elsewhere(root),
    "sudo usermod -aG accel \"$USER\"": .elsewhere(root),
    "sudo modprobe uio_pdrv_genirq of_id=generic-uio": .elsewhere(root),
    "sudo insmod u-dma-buf.ko udmabuf0=33554432": .elsewhere(root),
    "sudo install -m 644 Scripts/61-accel-uio.rules /etc/udev/rules.d/": .elsewhere(root),
    "sudo accel load lenet.bit": .elsewhere(
      "needs a board; LoadProgramTests runs it on fake file trees"),
    "make library TARGET=armv7": .elsewhere("make library-test runs Scripts/library.sh armv7"),
    "make install TARGET=armv7 PREFIX=/usr/arm-linux-gnueabihf DESTDIR=STAGE": .elsewhere(
      "make library-test runs Scripts/install-library.sh armv7, into a folder of its own"),
    "arm-linux-gnueabihf-gcc -static Examples/C/classify.c "
      + "-ISTAGE/usr/arm-linux-gnueabihf/include -LSTAGE/usr/arm-linux-gnueabihf/lib -laccel -lm "
      + "-lpthread -o classify": .elsewhere("make library-test links it, by pkg-config's flags"),
    "./classify lenet.accel t10k-images-idx3-ubyte board:/dev/accel0": .elsewhere(
      "needs a board; make library-test runs it on cpu and sim: under QEMU"),

    // Hardware
    "make fpga-tools": .elsewhere("fetches Yosys, nextpnr and Verilator; CI runs it"),
    "swift run -c release accel build \(native) --cycles 12800 --clock 150 -o lenet5.bit":
      .elsewhere("needs Yosys and nextpnr and up to an hour; make fpga-test builds less"),

    // Articles
    "swift run -c release accel import lenet.prototxt,lenet_iter_10000.caffemodel "
      + "--profile overlay --scale 0.0703125 -o lenet.accel": .here(
        Run(files: caffe, writes: ["lenet.accel"], prints: ["wrote lenet.accel: "])),
    "swift run -c release accel import net.onnx --calibrate DIR --scale 0.0039215686 -o net.accel":
      .here(
        Run(
          files: ["net.onnx": "Tests/Vectors/onnx/resnet-legacy13.onnx", "DIR": "shared:mnist"],
          writes: ["net.accel"],
          prints: ["same class as the trained network", "wrote net.accel: "],
          debug: { $0 + ["--count", "3"] })
      ),
    "swift run -c release accel inspect net.accel": .here(
      Run(files: ["net.accel": native], prints: ["conv1", "ip2"])),
  ]
}
