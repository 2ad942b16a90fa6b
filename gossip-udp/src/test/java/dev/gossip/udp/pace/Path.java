package dev.gossip.udp.pace;

/**
 * A path with one bottleneck.
 *
 * @param megabits rate of the bottleneck, in Mbit/s
 * @param queueMillis what the queue before the bottleneck holds, in time at that rate
 * @param roundTripMillis propagation delay, both ways
 * @param loss share of the datagrams lost at random after the bottleneck, and of acknowledgements
 */
record Path(double megabits, int queueMillis, int roundTripMillis, double loss) {
  double bytesPerNano() {
    return megabits / 8_000;
  }

  long queueNanos() {
    return queueMillis * 1_000_000L;
  }

  long oneWayNanos() {
    return roundTripMillis * 500_000L;
  }

  Path withRate(double other) {
    return new Path(other, (int) (queueMillis * megabits / other), roundTripMillis, loss);
  }

  Path withRoundTrip(int millis) {
    return new Path(megabits, queueMillis, millis, loss);
  }

  Path withLoss(double other) {
    return new Path(megabits, queueMillis, roundTripMillis, other);
  }
}
