package dev.gossip.cli;

import dev.gossip.api.PeerAddress;
import dev.gossip.core.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a node is observed and controlled, and who may do so. */
final class ControlOptions {
  private static final String TOKEN_VARIABLE = "GOSSIP_CONTROL_TOKEN";

  @Option(
      names = "--control",
      paramLabel = "HOST:PORT",
      description = "Serve HTTP there: health, peers, messages, events, metrics.")
  private @Nullable String address;

  @Option(
      names = "--control-token-file",
      paramLabel = "FILE",
      description =
          "Clients of the control port must send the token in this file. Also read from"
              + " GOSSIP_CONTROL_TOKEN. Required unless the address is a loopback one.")
  private @Nullable Path tokenFile;

  @Option(
      names = "--control-origin",
      paramLabel = "ORIGIN",
      description =
          "Web pages of this origin, such as http://localhost:3000, may use the control port; may be"
              + " repeated.")
  private List<String> origins = new ArrayList<>();

  /** Binds the port if it is asked for. */
  @Nullable ControlPort open() throws IOException {
    if (address == null) {
      requireNone("--control-token-file", tokenFile == null);
      requireNone("--control-origin", origins.isEmpty());
      return null;
    }
    PeerAddress parsed;
    try {
      parsed = PeerAddress.parse(address);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException("--control: " + e.getMessage(), e);
    }
    Set<WebOrigin> allowed = new LinkedHashSet<>();
    origins.forEach(origin -> allowed.add(WebOrigin.parse(origin)));
    return ControlPort.bind(parsed, token(), allowed, ControlLimits.DEFAULT);
  }

  private static void requireNone(String option, boolean none) {
    if (!none) {
      throw new ConfigurationException(
          option + ": there is no control port; add --control HOST:PORT");
    }
  }

  private @Nullable String token() {
    if (tokenFile == null) {
      String token = System.getenv(TOKEN_VARIABLE);
      // Set to nothing is what a compose file makes of a variable that is missing.
      return token == null || token.isBlank() ? null : token.strip();
    }
    try {
      return Files.readString(tokenFile).strip();
    } catch (IOException e) {
      throw new ConfigurationException(
          "--control-token-file: " + tokenFile + " cannot be read as text; check it", e);
    }
  }
}
