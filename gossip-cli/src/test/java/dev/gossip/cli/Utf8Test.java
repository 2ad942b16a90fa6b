package dev.gossip.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Text in a locale that knows ASCII only. */
class Utf8Test {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Map<String, String> POSIX = Map.of("LC_ALL", "POSIX");
  private static final String TEXT = "héllo 日本 \uD83D\uDE42";

  @Test
  void messagesAreReadAndPrintedInUtf8WhateverTheLocale() {
    String base = String.valueOf(FreePorts.base());
    List<String> lines = List.of(base + " " + TEXT, "hé");

    CliProcess people = CliProcess.run(LIMIT, POSIX, lines, "demo", "--port", base);
    CliProcess json = CliProcess.run(LIMIT, POSIX, lines, "demo", "--port", base, "--json");

    assertThat(people.out())
        .as("%s", people)
        .contains(base + " says '" + TEXT + "' to 3 neighbours");
    assertThat(people.err()).as("%s", people).contains("'hé' is not a command; 'help' lists them");
    assertThat(json.out().stream().map(line -> JsonParser.parseString(line).getAsJsonObject()))
        .as("%s", json)
        .filteredOn(event -> event.has("text"))
        .hasSize(5)
        .allMatch((JsonObject event) -> event.get("text").getAsString().equals(TEXT));
  }
}
