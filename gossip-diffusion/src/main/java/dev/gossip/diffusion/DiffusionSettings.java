package dev.gossip.diffusion;

import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The settings of {@code relay.diffusion}; each says what it means.
 *
 * @param outboundMean the mean delay towards a neighbour that this node chose
 * @param inboundMean the mean delay towards the others
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
    int catchUp) {

  /** Delays that go together; always in the ratio of Bitcoin's, 1 to 2.5. */
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
          "mean delays towards outbound and inbound neighbours: bitcoin 2 s and 5 s as in Bitcoin"
              + " Core, lan 200 ms and 500 ms, ci 20 ms and 50 ms");

  static final Setting<Optional<Duration>> OUTBOUND_MEAN =
      Setting.durationOr(
          "outbound-mean",
          "profile",
          "mean of the exponential delay before messages are told to a neighbour that this node"
              + " chose; each has a timer of its own");

  static final Setting<Optional<Duration>> INBOUND_MEAN =
      Setting.durationOr("inbound-mean", "profile", "the same for neighbours that chose this node");

  static final Setting<Boolean> INBOUND_SHARED =
      Setting.flag(
          "inbound-shared",
          true,
          "whether one timer serves all inbound neighbours, so that a spy with many links to this"
              + " node gets one sample; as in Bitcoin Core");

  static final Setting<Boolean> ANNOUNCE =
      Setting.flag(
          "announce", true, "false: the message itself is sent when the delay is over, unasked");

  static final Setting<Integer> BATCH =
      Setting.integer(
          "batch",
          35,
          1,
          DiffusionRelay.MAX_BATCH,
          "messages told to a neighbour at once, and 5 more for each 1,000 that wait; 35 is 7 a"
              + " second for 5 s, as in Bitcoin Core. A network with more than batch / inbound-mean"
              + " messages a second (7, with profile lan 70, ci 700) needs a larger batch: else they"
              + " wait ever longer, and at announcements-per-peer are forgotten");

  static final Setting<Duration> RETRY =
      Setting.duration(
          "retry",
          "1s",
          "how long until what was not answered is told or asked again; has to be above a round"
              + " trip; a guess");

  static final Setting<Integer> TRIES =
      Setting.integer(
          "tries",
          12,
          1,
          1_000,
          "how often a neighbour is told of a message, asked for it, or sent it on request; a"
              + " guess: with 20 % loss both ways 1 in 200,000 fails 12 times");

  static final Setting<Integer> REQUESTS_PER_PEER =
      Setting.integer(
          "requests-per-peer",
          100,
          1,
          5_000,
          "messages that one neighbour is asked for at a time; as in Bitcoin Core");

  static final Setting<Integer> ANNOUNCEMENTS_PER_PEER =
      Setting.integer(
          "announcements-per-peer",
          5_000,
          1,
          1_000_000,
          "announcements of and for one neighbour that may wait; as in Bitcoin Core; of those for"
              + " it the eldest is forgotten");

  static final Setting<Integer> KNOWN_PER_PEER =
      Setting.integer(
          "known-per-peer",
          5_000,
          1,
          1_000_000,
          "messages remembered to be known to a neighbour, and as many of which it was told; a"
              + " guess: Bitcoin Core has 50,000, but they matter only until the delay is over, or"
              + " the neighbour has asked");

  static final Setting<Integer> CATCH_UP =
      Setting.integer(
          "catch-up",
          256,
          0,
          100_000,
          "newest messages that are announced to a peer when it comes up, for what it missed while"
              + " the link was down; older ones do not reach it this way; a guess");

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
        CATCH_UP);
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
        settings.get(CATCH_UP));
  }
}
