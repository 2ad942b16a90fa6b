package dev.gossip.core.engine;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.core.engine.Check.Copy;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The checks whose outcome is not known yet. Bounded for each neighbour, copies that wait too. */
final class PendingChecks {

  /** Checks of one neighbour that one and the same signature decides. */
  record Lead(Session from, AuthorId author, ByteString sharedPart) {}

  private final int maxPerPeer;
  // In the order in which they began.
  private final Map<Check.Key, Check> checks = new LinkedHashMap<>();
  // Looked up only.
  private final Map<Lead, Check> leaders = new HashMap<>();

  PendingChecks(int maxPerPeer) {
    this.maxPerPeer = maxPerPeer;
  }

  int size() {
    return checks.size();
  }

  boolean hasRoom(Session from) {
    return from.copiesInChecks < maxPerPeer;
  }

  @Nullable Check find(Check.Key key) {
    return checks.isEmpty() ? null : checks.get(key);
  }

  @Nullable Check leader(Lead lead) {
    return leaders.get(lead);
  }

  void begin(Check check) {
    checks.put(check.key(), check);
    check.first.from().copiesInChecks++;
    if (check.lead != null) {
      leaders.put(check.lead, check);
    }
  }

  void wait(Check check, Copy copy) {
    check.more.add(copy);
    copy.from().copiesInChecks++;
  }

  void end(Check check) {
    checks.remove(check.key());
    check.first.from().copiesInChecks--;
    check.more.forEach(copy -> copy.from().copiesInChecks--);
    if (check.lead != null) {
      leaders.remove(check.lead);
    }
  }

  /** The checks that a neighbour's copies began. */
  List<Check> begunBy(Session from) {
    return from.copiesInChecks == 0
        ? List.of()
        : checks.values().stream().filter(check -> check.first.from() == from).toList();
  }

  /** Lets go of copies that only wait for a check that another neighbour's began. */
  void forgetWaiting(Session from) {
    if (from.copiesInChecks > 0) {
      checks.values().forEach(check -> check.more.removeIf(copy -> copy.from() == from));
      from.copiesInChecks = 0;
    }
  }
}
