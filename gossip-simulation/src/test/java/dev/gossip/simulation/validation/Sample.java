package dev.gossip.simulation.validation;

import java.util.List;
import java.util.Locale;

/** The number, mean and standard deviation of independent measurements. */
record Sample(int count, double mean, double deviation) {

  static Sample of(List<Double> values) {
    double mean = values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    double squares = values.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
    return new Sample(values.size(), mean, Math.sqrt(squares / (values.size() - 1)));
  }

  double standardError() {
    return deviation / Math.sqrt(count);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.5f +- %.5f of %d", mean, standardError(), count);
  }
}
