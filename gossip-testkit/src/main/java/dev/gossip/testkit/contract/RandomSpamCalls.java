package dev.gossip.testkit.contract;

import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Peer;
import dev.gossip.api.spam.Cost;
import java.time.Duration;
import java.util.SplittableRandom;

/** What happens at random at a node: peers come, go, send and misbehave. */
final class RandomSpamCalls {
  /** How many peers there are, numbered from 0. */
  static final int PEERS = 5;

  private static final int STEPS = 3_000;
  private static final int MAX_PAUSE_MILLIS = 100;

  private final SpamBench node;
  private final SplittableRandom random;
  private final boolean[] isUp = new boolean[PEERS];

  private RandomSpamCalls(SpamBench node, long seed) {
    this.node = node;
    this.random = new SplittableRandom(seed);
  }

  /** Runs 3,000 random steps and records their answers. The same seed gives the same steps. */
  static void run(SpamBench node, long seed) {
    run(node, seed, () -> {});
  }

  /**
   * Runs 3,000 random steps and records their answers.
   *
   * @param afterEachCall runs after each step, before time passes
   */
  static void run(SpamBench node, long seed, Runnable afterEachCall) {
    RandomSpamCalls calls = new RandomSpamCalls(node, seed);
    node.recordAnswers();
    for (int i = 0; i < STEPS; i++) {
      calls.step();
      afterEachCall.run();
      node.advance(Duration.ofMillis(calls.random.nextInt(MAX_PAUSE_MILLIS)));
    }
  }

  private void step() {
    int number = random.nextInt(PEERS);
    Peer peer = SpamBench.peer(number);
    if (isUp[number] && random.nextInt(50) != 0) {
      call(peer);
      return;
    }
    if (isUp[number]) {
      node.down(peer);
    } else {
      node.up(peer);
    }
    isUp[number] = !isUp[number];
  }

  private void call(Peer peer) {
    AuthorId author = new AuthorId(SpamBench.peer(random.nextInt(4)).id().bytes());
    GossipMessage message = node.messageBy(author, 100);
    switch (random.nextInt(8)) {
      case 0 -> node.admit(peer, Cost.CONTROL, random.nextInt(SpamBench.FRAME_BYTES));
      case 1 -> node.admit(peer, Cost.PAYLOAD, random.nextInt(SpamBench.FRAME_BYTES));
      case 2 -> node.admit(peer, Cost.SIGNATURE_CHECK, 1);
      case 3 -> node.judge(message, peer);
      case 4 -> node.firstDelivery(message, peer);
      case 5 -> node.duplicate(message, peer);
      case 6 -> node.sendAbuse(peer);
      default -> node.admit(peer, Cost.PAYLOAD, 10 * SpamBench.FRAME_BYTES);
    }
  }
}
