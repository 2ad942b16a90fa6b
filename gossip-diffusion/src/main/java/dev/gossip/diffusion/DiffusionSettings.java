package dev.gossip.diffusion;

import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The settings of {@code relay.diffusion}; each constant describes its own.
 *
 * @param outboundMean the mean delay towards an outbound peer
 * @param inboundMean the mean delay towards an inbound peer
 */
record DiffusionSettings(
    Duration outboundMean,
    Duration inboundMean,
    boolean inboundShared,
    boolean announce,
    int batch,
    Duration retry,
    int tries,
    int requestsPerPeer,
    int announcementsPerPeer,
    int knownPerPeer,
    int catchUp,
    Duration revealAfter) {

  /** Pairs of mean delays, in the ratio 1 to 2.5 as in Bitcoin. */
  enum Profile {
    BITCOIN(Duration.ofSeconds(2), Duration.ofSeconds(5)),
    LAN(Duration.ofMillis(200), Duration.ofMillis(500)),
    CI(Duration.ofMillis(20), Duration.ofMillis(50));

    private final Duration outboundMean;
    private final Duration inboundMean;

    Profile(Duration outboundMean, Duration inboundMean) {
      this.outboundMean = outboundMean;
      this.inboundMean = inboundMean;
    }
  }

  static final Setting<Profile> PROFILE =
      Setting.oneOf(
          "profile",
          Profile.BITCOIN,
          "mean delays towards outbound and inbound peers: bitcoin 2 s and 5 s as in Bitcoin"
              + " Core, lan 200 ms and 500 ms, ci 20 ms and 50 ms");

  static final Setting<Optional<Duration>> OUTBOUND_MEAN =
      Setting.durationOr(
          "outbound-mean",
          "profile",
          "mean of the exponential delay before messages are announced to an outbound peer; each"
              + " has its own timer");

  static final Setting<Optional<Duration>> INBOUND_MEAN =
      Setting.durationOr("inbound-mean", "profile", "the same delay for inbound peers");

  static final Setting<Boolean> INBOUND_SHARED =
      Setting.flag(
          "inbound-shared",
          true,
          "whether all inbound peers share one timer, so that a spy with many links to this node"
              + " gets only one sample; as in Bitcoin Core");

  static final Setting<Boolean> ANNOUNCE =
      Setting.flag(
          "announce",
          true,
          "whether messages are announced first and sent on request; false: the message itself is"
              + " sent when the delay is over");

  static final Setting<Integer> BATCH =
      Setting.integer(
          "batch",
          35,
          1,
          DiffusionRelay.MAX_BATCH,
          "messages announced to a peer at once, plus 5 for each 1,000 that wait; 35 is 7 a second"
              + " for 5 s, as in Bitcoin Core. A network with more than batch / inbound-mean"
              + " messages a second (7; 70 with profile lan, 700 with ci) needs a larger batch:"
              + " otherwise the queue grows to announcements-per-peer and drops the oldest");

  static final Setting<Duration> RETRY =
      Setting.duration(
          "retry",
          "1s",
          "time without an answer before an announcement or request is repeated; must be longer"
              + " than a round trip; a guess");

  static final Setting<Integer> TRIES =
      Setting.integer(
          "tries",
          12,
          1,
          1_000,
          "how often a message is announced to a peer, requested from it, or sent to it on request;"
              + " a guess: with 20 % loss both ways 1 in 200,000 fails 12 times");

  static final Setting<Integer> REQUESTS_PER_PEER =
      Setting.integer(
          "requests-per-peer",
          100,
          1,
          5_000,
          "largest number of requests in flight to one peer; as in Bitcoin Core");

  static final Setting<Integer> ANNOUNCEMENTS_PER_PEER =
      Setting.integer(
          "announcements-per-peer",
          5_000,
          1,
          1_000_000,
          "largest number of announcements remembered from one peer, and queued for it; as in"
              + " Bitcoin Core; when the queue for a peer is full, the oldest is dropped");

  static final Setting<Integer> KNOWN_PER_PEER =
      Setting.integer(
          "known-per-peer",
          5_000,
          1,
          1_000_000,
          "message ids remembered as known to a peer, and as many as announced to it; a guess:"
              + " Bitcoin Core has 50,000, but an id matters only until the delay is over or the"
              + " peer has requested the message");

  static final Setting<Integer> CATCH_UP =
      Setting.integer(
          "catch-up",
          256,
          0,
          100_000,
          "number of newest messages announced to a peer when its link comes up, to make up for"
              + " messages missed while it was down; older ones are not announced; a guess");

  static final Setting<Duration> REVEAL_AFTER =
      Setting.duration(
          "reveal-after",
          "2m",
          "time after which a peer may learn that this node has a message, even if it was not"
              + " announced to the peer; for relays around this one, such as repair; as in Bitcoin"
              + " Core (UNCONDITIONAL_RELAY_DELAY). With more than known-per-peer messages in that"
              + " time, the oldest of them may be revealed earlier");

  static List<Setting<?>> all() {
    return List.of(
        PROFILE,
        OUTBOUND_MEAN,
        INBOUND_MEAN,
        INBOUND_SHARED,
        ANNOUNCE,
        BATCH,
        RETRY,
        TRIES,
        REQUESTS_PER_PEER,
        ANNOUNCEMENTS_PER_PEER,
        KNOWN_PER_PEER,
        CATCH_UP,
        REVEAL_AFTER);
  }

  static DiffusionSettings of(PluginSettings settings) {
    Profile profile = settings.get(PROFILE);
    return new DiffusionSettings(
        settings.get(OUTBOUND_MEAN).orElse(profile.outboundMean),
        settings.get(INBOUND_MEAN).orElse(profile.inboundMean),
        settings.get(INBOUND_SHARED),
        settings.get(ANNOUNCE),
        settings.get(BATCH),
        settings.get(RETRY),
        settings.get(TRIES),
        settings.get(REQUESTS_PER_PEER),
        settings.get(ANNOUNCEMENTS_PER_PEER),
        settings.get(KNOWN_PER_PEER),
        settings.get(CATCH_UP),
        settings.get(REVEAL_AFTER));
  }
}
