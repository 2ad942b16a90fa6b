package dev.gossip.cli.text;

import com.google.gson.JsonObject;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.api.discovery.KnownAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** What a node knows about addresses: as text for people, and as JSON for programs. */
public final class AddressTexts {
  private AddressTexts() {}

  /** Where an address came from, in a few words. */
  public static String source(AddressSource source) {
    return switch (source) {
      case CONFIGURED -> "configured";
      case SERVICE -> "from a service";
      case DIALER -> "dialed this node";
      case NODE -> "named by a node";
    };
  }

  /**
   * What became of an address, in a few words.
   *
   * @param nowMillis milliseconds since 1970
   */
  public static String fate(KnownAddress known, long nowMillis) {
    return dials(known) + handshake(known, nowMillis);
  }

  private static String dials(KnownAddress known) {
    if (known.failures() > 0) {
      return HumanFormat.count(known.failures(), "failed dial")
          + known.lastOutcome().map(outcome -> ", " + problem(outcome)).orElse("")
          + (known.isTried() ? ", reached before" : "");
    }
    return known.isTried() ? "reached" : "not dialed yet";
  }

  private static String problem(DialOutcome.Kind outcome) {
    return switch (outcome) {
      case REACHED -> "reached";
      case UNREACHABLE -> "no answer";
      case REFUSED -> "refused";
      case SELF -> "this node itself";
    };
  }

  private static String handshake(KnownAddress known, long nowMillis) {
    if (known.lastHandshakeMillis() == 0) {
      return "";
    }
    long seconds = Math.max(0, nowMillis - known.lastHandshakeMillis()) / 1_000;
    return ", last handshake "
        + (seconds == 0 ? "just now" : HumanFormat.time(Duration.ofSeconds(seconds)) + " ago");
  }

  /** The name of a source for programs. */
  public static String name(AddressSource source) {
    return source.name().toLowerCase(Locale.ROOT);
  }

  /** Everything about an address, for programs. */
  public static JsonObject json(KnownAddress known) {
    JsonObject json = new JsonObject();
    json.addProperty("address", known.address().toString());
    json.addProperty("source", name(known.source()));
    json.addProperty("tried", known.isTried());
    known
        .lastOutcome()
        .ifPresent(
            outcome -> json.addProperty("lastOutcome", outcome.name().toLowerCase(Locale.ROOT)));
    json.addProperty("failures", known.failures());
    if (known.lastHandshakeMillis() != 0) {
      json.addProperty(
          "lastHandshake", JsonPrinter.time(Instant.ofEpochMilli(known.lastHandshakeMillis())));
    }
    known.id().ifPresent(id -> json.addProperty("peerId", id.hex()));
    return json;
  }
}
