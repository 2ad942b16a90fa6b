package dev.gossip.simulation.attack;

import com.google.inject.Module;
import dev.gossip.api.Discouragement;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.Rejection;
import dev.gossip.api.spam.SpamContext;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.api.spam.Standing;
import dev.gossip.simulation.SimulatedNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Counts what each node reports about each peer, and discourages peers after some reports. */
final class CountingSpam implements GossipPlugin {
  private final int limit;
  private final Set<String> judged;
  private final Map<PeerId, Map<PeerId, Map<String, Integer>>> counts = new HashMap<>();

  /**
   * @param limit how many reports discourage a peer
   */
  CountingSpam(int limit) {
    this(limit, "bad-signature", "malformed-frame", "unsolicited", "broken-promise");
  }

  /**
   * @param limit how many reports discourage a peer
   * @param judged what counts as a report
   */
  CountingSpam(int limit, String... judged) {
    this.limit = limit;
    this.judged = Set.of(judged);
  }

  /**
   * What a node has counted about each peer: how often, by the name of the rule or of the event.
   */
  Map<PeerId, Map<String, Integer>> counted(SimulatedNode at) {
    return counts.getOrDefault(at.id(), Map.of());
  }

  /** What a node has counted about another one. */
  Map<String, Integer> counted(SimulatedNode at, SimulatedNode of) {
    return counted(at).getOrDefault(of.id(), Map.of());
  }

  @Override
  public String id() {
    return "spam.counting";
  }

  @Override
  public String summary() {
    return "counts reports";
  }

  @Override
  public Module module(PluginSettings settings) {
    return binder -> binder.bind(SpamControl.Factory.class).toInstance(Control::new);
  }

  private final class Control implements SpamControl {
    private final SpamContext context;
    private final Map<PeerId, Integer> reports = new HashMap<>();
    private final Set<PeerId> discouraged = new HashSet<>();

    Control(SpamContext context) {
      this.context = context;
    }

    private void count(Peer peer, String what) {
      counts
          .computeIfAbsent(context.self(), id -> new HashMap<>())
          .computeIfAbsent(peer.id(), id -> new TreeMap<>())
          .merge(what, 1, Integer::sum);
      if (judged.contains(what)
          && reports.merge(peer.id(), 1, Integer::sum) >= limit
          && discouraged.add(peer.id())) {
        context.standingChanged(peer.id());
      }
    }

    private static String label(Enum<?> value) {
      return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public boolean admit(Peer from, Cost cost, int amount) {
      return true;
    }

    @Override
    public void onFirstCopy(GossipMessage message, Peer from) {
      count(from, "first-copy");
    }

    @Override
    public void onDuplicate(GossipMessage message, Peer from) {
      count(from, "duplicate");
    }

    @Override
    public void onRejected(Rejection rejection) {
      count(rejection.from(), label(rejection.reason()));
    }

    @Override
    public void onMisbehaviour(Peer peer, Misbehaviour kind) {
      count(peer, label(kind));
    }

    @Override
    public Standing standing(PeerId peer) {
      return discouraged.contains(peer) ? Standing.DISCOURAGED : Standing.GOOD;
    }

    @Override
    public Optional<Discouragement> discouragement(PeerId peer) {
      return Optional.of(new Discouragement("counting", limit, Duration.ofMinutes(10)));
    }
  }
}
