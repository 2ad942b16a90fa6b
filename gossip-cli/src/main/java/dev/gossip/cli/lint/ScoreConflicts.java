package dev.gossip.cli.lint;

import static dev.gossip.cli.lint.SpamChoice.RATE_LIMIT;
import static dev.gossip.cli.lint.SpamChoice.REPUTATION;
import static dev.gossip.cli.lint.SpamChoice.STRICT;
import static dev.gossip.cli.lint.SpamChoice.path;

import dev.gossip.cli.text.HumanFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Finds settings of spam control that contradict each other, or what a network carries. */
final class ScoreConflicts {
  private static final String USE = "gossip.spam.use";
  private static final String CHECKS = "signature-checks-per-second";
  private static final String PAYLOAD_BYTES = "payload-bytes-per-second";
  private static final String AUTHOR_MESSAGES = "author-messages-per-second";
  private static final String QUOTA = "delivery-quota";

  private final SpamChoice spam;
  private final DerivedScores derived;
  private final List<Conflict> found = new ArrayList<>();

  /**
   * Two settings, or a setting and an option, that contradict each other.
   *
   * @param one the setting to change
   * @param other what it contradicts
   * @param problem what happens, in a clause that follows their values
   */
  record Conflict(String one, String other, String problem, String remedy) {
    @Override
    public String toString() {
      return one + " and " + other + ": " + problem + "; " + remedy;
    }
  }

  private ScoreConflicts(SpamChoice spam, DerivedScores derived) {
    this.spam = spam;
    this.derived = derived;
  }

  static List<Conflict> of(SpamChoice spam, DerivedScores derived) {
    ScoreConflicts conflicts = new ScoreConflicts(spam, derived);
    conflicts.inOrder();
    conflicts.inBudgets();
    conflicts.inScores();
    return conflicts.found;
  }

  private void inOrder() {
    int reputation = spam.ids().indexOf(REPUTATION);
    int budgets = spam.ids().indexOf(RATE_LIMIT);
    if (budgets >= 0 && reputation > budgets) {
      add(
          USE + " = " + String.join(", ", spam.ids()),
          REPUTATION,
          "budgets are charged before the standing of a peer is asked",
          "name reputation first");
    }
  }

  private void inBudgets() {
    if (!spam.uses(RATE_LIMIT)) {
      return;
    }
    int checks = spam.number(RATE_LIMIT, CHECKS);
    double rate = derived.expected().rate();
    if (checks < rate) {
      add(
          value(RATE_LIMIT, CHECKS, checks),
          "--rate " + HumanFormat.mean(rate),
          "a peer that brings every message is over its budget",
          "set it to " + derived.signatureChecksPerSecond());
    }
    int bytes = spam.number(RATE_LIMIT, PAYLOAD_BYTES);
    if (bytes < derived.leastPayloadBytesPerSecond()) {
      add(
          value(RATE_LIMIT, PAYLOAD_BYTES, bytes),
          "--rate " + HumanFormat.mean(rate) + " --bytes " + derived.expected().bytes(),
          "a peer that brings every message is over its budget",
          "set it to " + derived.payloadBytesPerSecond());
    }
    int messages = spam.number(RATE_LIMIT, AUTHOR_MESSAGES);
    if (messages > checks) {
      add(
          value(RATE_LIMIT, AUTHOR_MESSAGES, messages),
          value(RATE_LIMIT, CHECKS, checks),
          "an author within its budget puts the peers that relay it over theirs",
          "set it to " + derived.authorMessagesPerSecond());
    }
  }

  private void inScores() {
    if (!spam.uses(REPUTATION)) {
      return;
    }
    Duration halfLife = spam.time(REPUTATION, "half-life");
    Duration ban = spam.time(REPUTATION, "ban");
    if (ban.compareTo(halfLife.multipliedBy(2)) < 0) {
      add(
          value(REPUTATION, "ban", HumanFormat.time(ban)),
          value(REPUTATION, "half-life", HumanFormat.time(halfLife)),
          "a ban clears the score, so it ends sooner than the score would be forgotten",
          "make the ban at least twice as long");
    }
    int quota = spam.number(REPUTATION, QUOTA);
    if (quota > derived.deliveryQuota()) {
      add(
          value(REPUTATION, QUOTA, quota),
          String.format(
              Locale.ROOT,
              "--rate %s --peers %d --loss %s",
              HumanFormat.mean(derived.expected().rate()),
              derived.expected().peers(),
              derived.expected().loss()),
          String.format(
              Locale.ROOT,
              "an honest peer may deliver only %.1f first copies a minute",
              derived.deliveryQuota()),
          "lower it, or set it to 0");
    }
    if (spam.uses(STRICT) && spam.flag(REPUTATION, "dry-run")) {
      add(
          path(REPUTATION, "dry-run") + " = true",
          STRICT + " in " + USE,
          "what the dry run only reports, the other does",
          "remove one of them");
    }
  }

  private static String value(String id, String key, Object value) {
    return path(id, key) + " = " + value;
  }

  private void add(String one, String other, String problem, String remedy) {
    found.add(new Conflict(one, other, problem, remedy));
  }
}
