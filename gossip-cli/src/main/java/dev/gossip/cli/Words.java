package dev.gossip.cli;

/** Small help with sentences. */
final class Words {
  private Words() {}

  /** {@code 1 peer}, {@code 2 peers}. */
  static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
