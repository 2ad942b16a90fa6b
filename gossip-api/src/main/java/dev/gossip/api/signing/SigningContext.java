package dev.gossip.api.signing;

import java.util.random.RandomGenerator;

/** What message signing may know about its node. To be used while it is created only. */
public interface SigningContext {

  /**
   * The network's name, which belongs under every signature so that none is good elsewhere. Text
   * without control characters.
   */
  String network();

  /** For keys that are made at start: unpredictable in a real node, repeatable in a simulation. */
  RandomGenerator random();

  /**
   * How many bytes the signed bytes and the signature of one message may have together, so that it
   * fits a datagram. A signature may be longer only if the shortest one there is does not fit.
   */
  int maxMessageBytes();
}
