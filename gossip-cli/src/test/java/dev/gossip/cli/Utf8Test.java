package dev.gossip.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.gossip.cli.testing.CliProcess;
import dev.gossip.cli.testing.FreePorts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests text output in a locale that has only ASCII. */
class Utf8Test {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Map<String, String> POSIX = Map.of("LC_ALL", "POSIX");
  private static final String TEXT = "héllo 日本 \uD83D\uDE42";

  @Test
  void messagesAreReadAndPrintedInUtf8InEveryLocale() {
    String base = String.valueOf(FreePorts.base());
    List<String> lines = List.of(base + " " + TEXT, "hé");

    CliProcess text = CliProcess.run(LIMIT, POSIX, lines, "demo", "--port", base);
    CliProcess json = CliProcess.run(LIMIT, POSIX, lines, "demo", "--port", base, "--json");

    assertThat(text.out()).as("%s", text).contains(base + " says '" + TEXT + "' to 3 peers");
    assertThat(text.err())
        .as("%s", text)
        .contains("'hé' is not a command; 'help' lists all commands");
    assertThat(json.out().stream().map(line -> JsonParser.parseString(line).getAsJsonObject()))
        .as("%s", json)
        .filteredOn(event -> event.has("text"))
        .hasSize(5)
        .allMatch((JsonObject event) -> event.get("text").getAsString().equals(TEXT));
  }
}
