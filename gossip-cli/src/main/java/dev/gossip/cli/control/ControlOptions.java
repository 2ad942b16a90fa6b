package dev.gossip.cli.control;

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

/** The options of the control port: its address and which clients may use it. */
public final class ControlOptions {
  private static final String TOKEN_VARIABLE = "GOSSIP_CONTROL_TOKEN";

  @Option(
      names = "--control",
      paramLabel = "HOST:PORT",
      description = "Serve HTTP at this address: health, peers, messages, events, metrics.")
  private @Nullable String address;

  @Option(
      names = "--control-token-file",
      paramLabel = "FILE",
      description =
          "Clients of the control port must send the token in this file. Default: the token in"
              + " GOSSIP_CONTROL_TOKEN, if set. Required unless the address is a loopback address.")
  private @Nullable Path tokenFile;

  @Option(
      names = "--control-origin",
      paramLabel = "ORIGIN",
      description =
          "Let web pages of this origin, such as http://localhost:3000, use the control port; may"
              + " be repeated.")
  private List<String> origins = new ArrayList<>();

  /** Binds the control port; null if not configured. */
  public @Nullable ControlPort open() throws IOException {
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
      throw new ConfigurationException(option + " needs a control port; add --control HOST:PORT");
    }
  }

  private @Nullable String token() {
    if (tokenFile == null) {
      String token = System.getenv(TOKEN_VARIABLE);
      // A compose file passes a missing variable as an empty one.
      return token == null || token.isBlank() ? null : token.strip();
    }
    try {
      return Files.readString(tokenFile).strip();
    } catch (IOException e) {
      throw new ConfigurationException(
          "--control-token-file: "
              + tokenFile
              + " cannot be read as text; check the path and its permissions",
          e);
    }
  }
}
