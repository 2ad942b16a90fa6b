package dev.gossip.testkit.world;

import dev.gossip.simulation.wire.FaultTarget;
import dev.gossip.simulation.wire.TimeText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The faults of all datagrams between containers.
 *
 * @param loss the share of datagrams that are lost
 * @param delay of all datagrams; zero for none
 * @param duplication the share of datagrams that are sent twice
 * @param reordering the share of datagrams that are late
 * @param lateness the longest extra delay of those
 * @param corruption the share of datagrams with a flipped bit
 */
record WireFaults(
    double loss,
    Duration delay,
    double duplication,
    double reordering,
    Duration lateness,
    double corruption) {

  static final WireFaults NONE = new WireFaults(0, Duration.ZERO, 0, 0, Duration.ZERO, 0);

  WireFaults {
    FaultTarget.requireShare(loss);
    FaultTarget.requireShare(duplication);
    FaultTarget.requireShare(reordering);
    FaultTarget.requireShare(corruption);
  }

  WireFaults losing(double share) {
    return new WireFaults(share, delay, duplication, reordering, lateness, corruption);
  }

  WireFaults delaying(Duration each) {
    return new WireFaults(loss, each, duplication, reordering, lateness, corruption);
  }

  WireFaults duplicating(double share) {
    return new WireFaults(loss, delay, share, reordering, lateness, corruption);
  }

  WireFaults reordering(double share, Duration within) {
    return new WireFaults(loss, delay, duplication, share, within, corruption);
  }

  WireFaults corrupting(double share) {
    return new WireFaults(loss, delay, duplication, reordering, lateness, share);
  }

  boolean isDelayed() {
    return !delay.isZero();
  }

  // ---- the faults by name, for counting ------------------------------------------------------

  String lossText() {
    return "loss of " + loss;
  }

  String duplicationText() {
    return "duplication of " + duplication;
  }

  String reorderingText() {
    return "reordering of " + reordering;
  }

  String corruptionText() {
    return "corruption of " + corruption;
  }

  /** Those in force. */
  List<String> texts() {
    List<String> texts = new ArrayList<>();
    addIf(texts, loss > 0, lossText());
    addIf(texts, isDelayed(), "delay of " + TimeText.of(delay));
    addIf(texts, duplication > 0, duplicationText());
    addIf(texts, reordering > 0, reorderingText());
    addIf(texts, corruption > 0, corruptionText());
    return texts;
  }

  private static void addIf(List<String> texts, boolean condition, String text) {
    if (condition) {
      texts.add(text);
    }
  }
}
