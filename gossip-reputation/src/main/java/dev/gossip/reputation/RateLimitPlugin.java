package dev.gossip.reputation;

import com.google.inject.Module;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.SpamContext;
import dev.gossip.api.spam.SpamControl;
import java.util.List;

/**
 * {@code spam.rate-limit}: one token bucket for each peer and kind of work, and one for each author
 * and topic. What exceeds a budget is dropped; peers and authors are not punished for it. A peer
 * that brings more of one author than a peer with the same budgets can have is reported to the
 * other spam controls of the node as {@link dev.gossip.api.Misbehaviour#EXCESS}; so all nodes of a
 * network need the same budgets for authors.
 */
public final class RateLimitPlugin implements GossipPlugin {
  // A smaller bucket would never admit anything, since every frame counts at least so much.
  private static final int MIN_BURST_BYTES = Cost.MIN_FRAME_BYTES;
  private static final int MAX_BYTES = 1_000_000_000;

  private static final Setting<Integer> PAYLOAD_BYTES_PER_SECOND =
      Setting.integer(
          "payload-bytes-per-second",
          64 << 20,
          1,
          MAX_BYTES,
          "bytes of payload frames per second from one peer; more than the 47 MB/s that a node of"
              + " six received at full speed over loopback, and half of a gigabit link");

  private static final Setting<Integer> PAYLOAD_BURST_BYTES =
      Setting.integer(
          "payload-burst-bytes",
          16 << 20,
          MIN_BURST_BYTES,
          MAX_BYTES,
          "bytes of payload frames at once after a pause; four times the 4 MiB of a socket buffer;"
              + " a frame that is larger is never admitted");

  private static final Setting<Integer> CONTROL_BYTES_PER_SECOND =
      Setting.integer(
          "control-bytes-per-second",
          16 << 20,
          1,
          MAX_BYTES,
          "bytes of control frames per second from one peer; a quarter of the payload rate, since"
              + " 68 bytes announce and request a frame of 280");

  private static final Setting<Integer> CONTROL_BURST_BYTES =
      Setting.integer(
          "control-burst-bytes",
          4 << 20,
          MIN_BURST_BYTES,
          MAX_BYTES,
          "bytes of control frames at once after a pause; a quarter of the payload burst; a frame"
              + " that is larger is never admitted");

  private static final Setting<Integer> SIGNATURE_CHECKS_PER_SECOND =
      Setting.integer(
          "signature-checks-per-second",
          2_000,
          1,
          10_000_000,
          "signature checks per second for one peer; 17 % of a core at 84 us per Ed25519 check, or"
              + " 38 % if every author is new; the share is a guess");

  private static final Setting<Integer> SIGNATURE_CHECK_BURST =
      Setting.integer(
          "signature-check-burst",
          2_000,
          1,
          10_000_000,
          "signature checks at once after a pause; a new peer starts with a tenth; a guess: one"
              + " second of the default rate");

  private static final Setting<Integer> AUTHOR_MESSAGES_PER_SECOND =
      Setting.integer(
          "author-messages-per-second",
          200,
          1,
          10_000_000,
          "messages per second of one author on one topic; on 16 topics 3,200, which is what"
              + " gossip.seen-ids remembers of all authors for their lifetime");

  private static final Setting<Integer> AUTHOR_BURST_MESSAGES =
      Setting.integer(
          "author-burst-messages",
          2_000,
          1,
          10_000_000,
          "messages at once after a pause; a guess: ten seconds of the default rate");

  private static final Setting<Integer> TOPICS_PER_AUTHOR =
      Setting.integer(
          "topics-per-author",
          16,
          1,
          1_000,
          "largest number of topics on which one author has a budget at a time; a guess");

  private static final Setting<Integer> REMEMBERED_AUTHORS =
      Setting.integer(
          "remembered-authors",
          4_096,
          1,
          10_000_000,
          "largest number of authors whose budgets are remembered; one core that only checks"
              + " signatures of batches keeps 3,840 budgets from being full");

  private static final Setting<Integer> REMEMBERED_PEERS =
      Setting.integer(
          "remembered-peers",
          4_096,
          1,
          10_000_000,
          "largest number of departed peers whose budgets are remembered until they have recovered;"
              + " a guess");

  @Override
  public String id() {
    return "spam.rate-limit";
  }

  @Override
  public String summary() {
    return "limits bytes and signature checks of each peer, and messages of each author";
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(
        PAYLOAD_BYTES_PER_SECOND,
        PAYLOAD_BURST_BYTES,
        CONTROL_BYTES_PER_SECOND,
        CONTROL_BURST_BYTES,
        SIGNATURE_CHECKS_PER_SECOND,
        SIGNATURE_CHECK_BURST,
        AUTHOR_MESSAGES_PER_SECOND,
        AUTHOR_BURST_MESSAGES,
        TOPICS_PER_AUTHOR,
        REMEMBERED_AUTHORS,
        REMEMBERED_PEERS);
  }

  @Override
  public Module module(PluginSettings settings) {
    return binder ->
        binder
            .bind(SpamControl.Factory.class)
            .toInstance(context -> newRateLimit(context, settings));
  }

  private static RateLimit newRateLimit(SpamContext context, PluginSettings settings) {
    return new RateLimit(
        context,
        new PeerBudgets(
            rate(settings, PAYLOAD_BYTES_PER_SECOND, PAYLOAD_BURST_BYTES),
            rate(settings, CONTROL_BYTES_PER_SECOND, CONTROL_BURST_BYTES),
            rate(settings, SIGNATURE_CHECKS_PER_SECOND, SIGNATURE_CHECK_BURST),
            context.provesIds() ? settings.get(REMEMBERED_PEERS) : 0),
        new AuthorBudgets(
            rate(settings, AUTHOR_MESSAGES_PER_SECOND, AUTHOR_BURST_MESSAGES),
            context.messageLifetime(),
            settings.get(TOPICS_PER_AUTHOR),
            settings.get(REMEMBERED_AUTHORS)));
  }

  private static Rate rate(
      PluginSettings settings, Setting<Integer> perSecond, Setting<Integer> burst) {
    return new Rate(settings.get(perSecond), settings.get(burst));
  }
}
