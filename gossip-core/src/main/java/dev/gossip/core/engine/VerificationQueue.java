package dev.gossip.core.engine;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.core.engine.Verification.Copy;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The checks whose outcome is not known yet. Each neighbour's wait in a line of their own, and the
 * lines take turns, so that nobody waits behind another's flood. Only a few run at a time. Bounded
 * for each neighbour and in all.
 */
final class VerificationQueue {

  /** Checks of one neighbour that one and the same signature decides. */
  record SignatureGroup(PeerState from, AuthorId author, ByteString sharedPart) {}

  /** What waits for its turn. */
  static final class PeerQueue {
    private final Deque<Verification> waiting = new ArrayDeque<>(1);

    /** Those that wait, and those that run or wait for one that does. */
    private int copies;
  }

  private final int maxPerPeer;
  private final int maxInAll;
  private final int maxRunning;
  // Lines in which something waits, in the order of their turns. Small, as all of these, since an
  // idle node has none.
  private final Deque<PeerQueue> turns = new ArrayDeque<>(1);
  private final Map<Verification.Key, Verification> running = new LinkedHashMap<>();
  // Looked up only.
  private final Map<SignatureGroup, Verification> leaders = new HashMap<>();

  // Neighbours that are gone share one line: else who comes under many ids would have many turns.
  private final PeerQueue lineOfGone = new PeerQueue();
  private final Set<PeerState> leaving = new LinkedHashSet<>();
  private final Queue<PeerState> done = new ArrayDeque<>(1);
  private int size;
  private int copies;

  VerificationQueue(int maxPerPeer, int maxInAll, int maxRunning) {
    this.maxPerPeer = maxPerPeer;
    this.maxInAll = maxInAll;
    this.maxRunning = maxRunning;
  }

  int size() {
    return size;
  }

  // ---- what waits ----------------------------------------------------------------------------

  /** Puts a check in line; answers the one that is refused for want of room, maybe itself. */
  @Nullable Verification add(Verification check) {
    PeerQueue line = lineOf(check.from());
    if (check.from().copiesInChecks >= maxPerPeer) {
      return check;
    }
    Verification refused = null;
    if (copies >= maxInAll) {
      PeerQueue longest =
          turns.stream().max(Comparator.comparingInt(one -> one.copies)).orElse(line);
      if (line.copies >= longest.copies) {
        return check;
      }
      refused = longest.waiting.removeLast();
      if (longest.waiting.isEmpty()) {
        turns.remove(longest);
      }
      end(refused);
    }
    if (line.waiting.isEmpty()) {
      turns.add(line);
    }
    line.waiting.add(check);
    line.copies++;
    check.from().copiesInChecks++;
    copies++;
    size++;
    return refused;
  }

  /** Whose turn it is; null if enough run, or nothing waits. */
  @Nullable Verification next() {
    PeerQueue line = running.size() < maxRunning ? turns.poll() : null;
    if (line == null) {
      return null;
    }
    Verification next = line.waiting.remove();
    if (!line.waiting.isEmpty()) {
      turns.add(line);
    }
    return next;
  }

  private PeerQueue lineOf(PeerState session) {
    if (session.leaving) {
      return lineOfGone;
    }
    PeerQueue line = session.line;
    if (line == null) {
      line = new PeerQueue();
      session.line = line;
    }
    return line;
  }

  // ---- what runs -----------------------------------------------------------------------------

  @Nullable Verification running(Verification.Key key) {
    return running.get(key);
  }

  @Nullable Verification leader(SignatureGroup lead) {
    return leaders.get(lead);
  }

  void start(Verification check) {
    running.put(check.key, check);
    if (check.lead != null) {
      leaders.put(check.lead, check);
    }
  }

  void stop(Verification check) {
    running.remove(check.key);
    if (check.lead != null) {
      leaders.remove(check.lead);
    }
  }

  /** The copy that a check is about waits for another check of the same bytes. */
  void join(Verification same, Verification check) {
    same.more.add(check.first);
    size--;
  }

  /** Lets go of a check that neither waits nor runs, and of the copies that waited for it. */
  void end(Verification check) {
    size--;
    end(check.first);
    check.more.forEach(this::end);
  }

  private void end(Copy copy) {
    PeerState session = copy.from();
    lineOf(session).copies--;
    copies--;
    if (--session.copiesInChecks == 0 && session.leaving) {
      done.add(session);
    }
  }

  // ---- who goes ------------------------------------------------------------------------------

  /** What a neighbour that is gone has in line is still checked. */
  void leave(PeerState session) {
    PeerQueue line = lineOf(session);
    session.leaving = true;
    session.line = null;
    leaving.add(session);
    turns.remove(line);
    if (lineOfGone.waiting.isEmpty() && !line.waiting.isEmpty()) {
      turns.add(lineOfGone);
    }
    lineOfGone.waiting.addAll(line.waiting);
    lineOfGone.copies += line.copies;
  }

  /** A neighbour that is gone and of which nothing is to be checked any more; null if none is. */
  @Nullable PeerState pollDone() {
    PeerState session = done.poll();
    while (session != null && (session.copiesInChecks > 0 || !leaving.remove(session))) {
      session = done.poll();
    }
    return session;
  }

  /** Those that go and are not done yet. */
  List<PeerState> leaving() {
    return List.copyOf(leaving);
  }

  /** Forgets everything; answers how many copies that was. */
  int abandon() {
    running.values().forEach(check -> check.abandoned = true);
    running.clear();
    leaders.clear();
    turns.clear();
    lineOfGone.waiting.clear();
    leaving.clear();
    done.clear();
    int abandoned = copies;
    copies = 0;
    size = 0;
    return abandoned;
  }
}
