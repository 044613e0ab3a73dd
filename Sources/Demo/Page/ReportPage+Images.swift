// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation
internal import ModelImport
internal import ProgramSupport

extension ReportPage {
  /// Wrong ones first.
  var pictures: [Markup] {
    let found = report.classification
    var content: [Markup] = []
    if !found.wrongSamples.isEmpty {
      content.append(.tag("p", [:], "Wrong, the most confident ones first:"))
      content.append(gallery(found.wrongSamples, "wrongSamples"))
    }
    if !found.rightSamples.isEmpty {
      content.append(.tag("p", [:], "Right, the first of each label:"))
      content.append(gallery(found.rightSamples, "rightSamples"))
    }
    return content
  }

  private func gallery(_ samples: [Classification.Sample], _ name: String) -> Markup {
    .tag(
      "div", ["class": "gallery"],
      samples.indices.map { picture(samples[$0], "classification.\(name).\($0)") })
  }

  private func picture(_ sample: Classification.Sample, _ path: String) -> Markup {
    let isRight = sample.prediction == sample.label
    var caption: [Markup] = [
      .figure(path + ".prediction", sample.prediction, text: name(sample.prediction)),
      .text(", "),
      .figure(
        path + ".confidence", sample.confidence,
        text: String(format: "%.1f %%", 100 * sample.confidence)),
    ]
    if !isRight {
      caption += [
        .tag("br"), .text("is "), .figure(path + ".label", sample.label, text: name(sample.label)),
      ]
    }
    var content: [Markup] = [.tag("figcaption", [:], caption)]
    if let url = PNGPicture.url(images.image(sample.index), shape: images.shape) {
      content.insert(
        .tag(
          "img",
          [
            "src": url, "width": "84", "height": "84",
            "alt": "image \(sample.index), labelled \(name(sample.label))",
          ]), at: 0)
    }
    return .tag("figure", ["class": isRight ? "right" : "wrong"], content)
  }

  /// What people call a class.
  private func name(_ index: Int) -> String {
    let names = Arguments.Dataset(rawValue: report.dataset)?.classNames ?? []
    return index < names.count ? names[index] : "\(index)"
  }

  var confusion: [Markup] {
    let found = report.classification
    let rows = found.confusion
    guard let columns = rows.first?.count else { return [] }
    let largest = Swift.max(1, rows.joined().max() ?? 1)
    var table = PageTable(
      "How many images of each label (row) were taken for each class (column)",
      ["is"] + (0..<columns).map { $0 < rows.count ? name($0) : "other" } + ["right"])
    for (label, counts) in rows.enumerated() {
      let cells = counts.enumerated().map { column, count in
        // The square root, so that a few mistakes show beside a thousand right ones.
        let shade =
          count == 0 ? 0 : Swift.max(1, Int(6 * (Double(count) / Double(largest)).squareRoot()))
        return Markup.tag(
          "span", ["class": "\(column == label ? "hit" : "miss")\(shade)"],
          [.figure("classification.confusion.\(label).\(column)", count)])
      }
      let images = counts.reduce(0, +)
      let share = images == 0 ? "none" : Figures.percent(counts[label], of: images)
      table.add(name(label), cells + [.text(share)])
    }
    var text: [Markup] = []
    for (path, mean, kind) in [
      ("meanConfidenceRight", found.meanConfidenceRight, "right"),
      ("meanConfidenceWrong", found.meanConfidenceWrong, "wrong"),
    ] {
      guard let mean else { continue }
      text += [
        .text(text.isEmpty ? "Mean confidence of \(kind) answers: " : ", of \(kind) ones: "),
        .figure("classification." + path, mean, text: String(format: "%.2f %%", 100 * mean)),
      ]
    }
    return [table.markup, .tag("p", [:], text + [.text(".")])]
  }
}

extension Arguments.Dataset {
  /// Where they have other names than their numbers.
  ///
  /// Source: A. Krizhevsky's CIFAR-10 page.
  var classNames: [String] {
    switch self {
    case .mnist: []
    case .cifar10:
      [
        "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
      ]
    }
  }
}
