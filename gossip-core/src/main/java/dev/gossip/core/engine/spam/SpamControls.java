package dev.gossip.core.engine.spam;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import dev.gossip.api.Discouragement;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.Verdict;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.Explanation;
import dev.gossip.api.spam.Rejection;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.api.spam.Standing;
import dev.gossip.core.engine.services.Journal;
import dev.gossip.core.engine.services.Lazily;
import dev.gossip.core.engine.services.NodeServices;
import dev.gossip.core.engine.services.PluginFailure;
import dev.gossip.core.engine.spec.NodePlugins.Chosen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All spam controls of a node as one: the first that refuses decides, the worst standing counts,
 * and all hear every event. Refusals are counted, and exceptions attributed to the plugin that
 * threw.
 */
public final class SpamControls {
  // A guess: more than the peers of a node that may each be reported in one event.
  private static final int MAX_REPORTS = 1_000;

  private static final Discouragement UNEXPLAINED =
      new Discouragement("spam-control", 1, Duration.ZERO);

  private final NodeServices services;
  private final Function<PeerId, Optional<PeerAddress>> addresses;
  // An array: it is walked for each frame, and an iterator would be an object.
  private final SpamMember[] members;
  private Set<PeerId> changed = Collections.emptySet();
  // The plugins whose explain has thrown. Never iterated.
  private Set<String> unexplained = Collections.emptySet();
  // What is kept for controls that this node does not have.
  private Map<String, Map<PeerId, ByteString>> ofOthers = Collections.emptyMap();
  private List<Report> reports = Collections.emptyList();
  // Null before the first.
  private @Nullable RecentRefusals refusals;
  private boolean passingOn;
  private @Nullable PeerId protectedPeer;

  /**
   * Creates the spam controls of a node, in the order in which they are asked.
   *
   * @param addresses where a peer that is up is
   * @param kept what they remembered in an earlier run
   */
  public SpamControls(
      NodeServices services, Function<PeerId, Optional<PeerAddress>> addresses, SavedRecords kept) {
    this.services = services;
    this.addresses = addresses;
    List<SpamMember> created = new ArrayList<>();
    for (Chosen<SpamControl.Factory> chosen : services.plugins().spam()) {
      Journal journal = new Journal(chosen.id());
      EngineSpamContext context = new EngineSpamContext(services, journal, new Requests());
      if (services.identity().isProven()) {
        context.restore(kept.of(chosen.id()));
      }
      journal.begin("create");
      SpamControl control;
      try {
        control = requireNonNull(chosen.factory().create(context), "it returned null");
      } catch (Throwable e) {
        throw journal.abort("create", e);
      }
      journal.commit();
      created.add(new SpamMember(journal, context, control));
    }
    this.members = created.toArray(SpamMember[]::new);
    if (services.identity().isProven()) {
      ofOthers = new LinkedHashMap<>(kept.byPlugin());
      created.forEach(member -> ofOthers.remove(member.journal().pluginId()));
    }
  }

  /**
   * See {@link SpamControl#admit}. In a list, standings come before budgets: what a discouraged
   * peer still sends before it is disconnected is charged to none of them. A single control knows
   * its own standing. One that discourages a protected peer is not asked about it.
   */
  public boolean admit(Peer from, Cost cost, int amount) {
    boolean admits = isAdmitted(from, cost, amount);
    if (!admits) {
      services.drop(DropReason.REFUSED_BY_SPAM_CONTROL);
      onNotRead(from);
    }
    return admits;
  }

  private boolean isAdmitted(Peer from, Cost cost, int amount) {
    boolean isProtected = isProtected(from.id());
    if (!isProtected && members.length > 1 && isDiscouraged(from.id())) {
      return false;
    }
    for (SpamMember member : members) {
      // What refuses a protected peer for its standing is not asked; the limits of others apply.
      boolean isAsked = !isProtected || member.standing(from.id()) != Standing.DISCOURAGED;
      if (isAsked && !member.admit(from, cost, amount)) {
        return false;
      }
    }
    return true;
  }

  /** Something of a peer was dropped that may be what it had promised. */
  public void onNotRead(Peer from) {
    if (refusals == null) {
      refusals = new RecentRefusals();
    }
    refusals.add(from.id(), services.nowNanos());
  }

  /** Protects one peer from the consequences of its standing, and no other; null for none. */
  public void protect(@Nullable PeerId peer) {
    protectedPeer = peer;
  }

  private boolean isProtected(PeerId peer) {
    return protectedPeer != null && protectedPeer.equals(peer);
  }

  /** Whether control frames of a peer have an effect; see {@link Standing#NO_CONTROL}. */
  public boolean isBelieved(PeerId peer) {
    return isProtected(peer) || standing(peer) == Standing.GOOD;
  }

  /** Whether the standing of a node ends its link, or refuses it one. */
  public boolean isUnwanted(PeerId node) {
    return !isProtected(node) && isDiscouraged(node);
  }

  private boolean isDiscouraged(PeerId peer) {
    for (SpamMember member : members) {
      if (member.standing(peer) == Standing.DISCOURAGED) {
        return true;
      }
    }
    return false;
  }

  /** See {@link SpamControl#judge}. */
  public Verdict judge(GossipMessage message, Peer from) {
    for (SpamMember member : members) {
      Verdict verdict = member.judge(message, from);
      if (verdict != Verdict.ACCEPT) {
        return verdict;
      }
    }
    return Verdict.ACCEPT;
  }

  /** See {@link SpamControl#onPublished}. */
  public void onPublished(GossipMessage message) {
    for (SpamMember member : members) {
      member.onPublished(message);
    }
  }

  /** See {@link SpamControl#onFirstCopy}. */
  public void onFirstCopy(GossipMessage message, Peer from) {
    for (SpamMember member : members) {
      member.onFirstCopy(message, from);
    }
  }

  /** See {@link SpamControl#onDuplicate}. */
  public void onDuplicate(GossipMessage message, Peer from) {
    for (SpamMember member : members) {
      member.onDuplicate(message, from);
    }
  }

  /** See {@link SpamControl#onRejected}. */
  public void onRejected(Rejection rejection) {
    notifyAll("onRejected", control -> control.onRejected(rejection));
  }

  /** See {@link SpamControl#onMisbehaviour}. Nobody is blamed for what this node did not read. */
  public void onMisbehaviour(Peer peer, Misbehaviour kind) {
    if (refusals == null || !refusals.excuse(peer.id(), kind, services.nowNanos())) {
      inform(peer, kind);
    }
  }

  private void inform(Peer peer, Misbehaviour kind) {
    notifyAll("onMisbehaviour", control -> control.onMisbehaviour(peer, kind));
  }

  /**
   * Passes on what the spam controls have reported meanwhile.
   *
   * @return whether there was anything
   */
  public boolean passOnReports() {
    if (reports.isEmpty()) {
      return false;
    }
    // Takes none meanwhile: a spam control that answers each report with another would never end.
    passingOn = true;
    for (Report report : reports) {
      if (addresses.apply(report.peer().id()).isPresent()) {
        inform(report.peer(), report.kind());
      }
    }
    reports.clear();
    passingOn = false;
    return true;
  }

  /** See {@link SpamControl#onPeerUp}. */
  public void onPeerUp(Peer peer) {
    notifyAll("onPeerUp", control -> control.onPeerUp(peer));
  }

  /** See {@link SpamControl#onPeerDown}. */
  public void onPeerDown(Peer peer) {
    notifyAll("onPeerDown", control -> control.onPeerDown(peer));
    if (refusals != null) {
      refusals.remove(peer.id());
    }
  }

  /**
   * The link with a node has ended. Anyone can claim an id that is not proven, so what was recorded
   * under it says nothing about the next node that has it.
   */
  public void onLinkEnded(PeerId node) {
    if (!services.identity().isProven()) {
      for (SpamMember member : members) {
        member.context().forget(node);
      }
    }
  }

  /** What is to be remembered over a restart: of nodes that anyone can claim to be, nothing. */
  public SavedRecords toSave() {
    // Those of a control that is not in use now may be needed later.
    Map<String, Map<PeerId, ByteString>> saved = new LinkedHashMap<>(ofOthers);
    if (services.identity().isProven()) {
      for (SpamMember member : members) {
        member
            .context()
            .remembered()
            .ifPresent(records -> saved.put(member.journal().pluginId(), records));
      }
    }
    return new SavedRecords(saved);
  }

  /** The worst standing of a node. */
  public Standing standing(PeerId peer) {
    Standing worst = Standing.GOOD;
    for (SpamMember member : members) {
      worst = worst.worst(member.standing(peer));
    }
    return worst;
  }

  /**
   * What all spam controls say about a node. One that throws is named in its explanation, and in a
   * warning the first time: a question must not stop the node, since nothing depends on the answer.
   */
  public List<Explanation> explain(PeerId peer) {
    List<Explanation> all = new ArrayList<>();
    for (SpamMember member : members) {
      all.addAll(explain(member, peer));
    }
    return all;
  }

  /** Why a node is discouraged: of several reasons, the one that lasts longest. */
  public Discouragement discouragement(PeerId peer) {
    Discouragement longest = null;
    for (SpamMember member : members) {
      if (member.standing(peer) == Standing.DISCOURAGED) {
        Discouragement why = member.discouragement(peer).orElse(UNEXPLAINED);
        if (longest == null || why.comeBackIn().compareTo(longest.comeBackIn()) > 0) {
          longest = why;
        }
      }
    }
    return longest == null ? UNEXPLAINED : longest;
  }

  /** See {@link SpamControl#onApplicationScore}. */
  public void onApplicationScore(PeerId peer, double points) {
    notifyAll("onApplicationScore", control -> control.onApplicationScore(peer, points));
  }

  private List<Explanation> explain(SpamMember member, PeerId peer) {
    String pluginId = member.journal().pluginId();
    try {
      // A copy, since a list may throw when it is read, too.
      return PluginFailure.guard(
          pluginId, "explain", () -> List.copyOf(member.control().explain(peer)));
    } catch (PluginFailure e) {
      String what = String.valueOf(e.getMessage());
      unexplained = Lazily.forAdd(unexplained);
      if (unexplained.add(pluginId)) {
        services.emit(new NodeEvent.Warning(what, "report it to the author of the plugin"));
      }
      return List.of(new Explanation("no explanation", 0, what));
    }
  }

  /**
   * Whether the standing of a node may have changed since the last call of {@link #takeChanged}.
   */
  public boolean hasChanged() {
    return !changed.isEmpty();
  }

  /** The nodes whose standing may have changed. */
  public List<PeerId> takeChanged() {
    List<PeerId> taken = List.copyOf(changed);
    changed.clear();
    return taken;
  }

  private void notifyAll(String where, Consumer<SpamControl> callback) {
    for (SpamMember member : members) {
      member.journal().run(where, () -> callback.accept(member.control()));
    }
  }

  /** What a spam control has reported. */
  private record Report(Peer peer, Misbehaviour kind) {}

  /** What the members ask for. */
  private final class Requests implements EngineSpamContext.Requests {

    @Override
    public void standingChanged(PeerId peer) {
      changed = Lazily.forAdd(changed);
      changed.add(peer);
    }

    @Override
    public void report(Peer peer, Misbehaviour kind) {
      if (passingOn) {
        return;
      }
      if (reports.size() >= MAX_REPORTS) {
        services.drop(DropReason.TOO_MANY_REPORTS);
        return;
      }
      reports = Lazily.forAdd(reports);
      reports.add(new Report(peer, kind));
    }

    @Override
    public Optional<PeerAddress> addressOf(PeerId peer) {
      return addresses.apply(peer);
    }
  }
}
