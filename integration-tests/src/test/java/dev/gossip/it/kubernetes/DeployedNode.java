package dev.gossip.it.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.gossip.cli.Main;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The command with the arguments and the configuration of the manifests, on this machine. */
final class DeployedNode implements AutoCloseable {
  private final Process process;
  private final String control;
  private final Path folder;
  private final HttpClient client = HttpClient.newHttpClient();

  private DeployedNode(Process process, String control, Path folder) {
    this.process = process;
    this.control = control;
    this.folder = folder;
  }

  static List<Probe> probes(Container node) {
    return List.of(node.getStartupProbe(), node.getLivenessProbe(), node.getReadinessProbe());
  }

  /**
   * Starts a node.
   *
   * @param args as in the manifest; folders and addresses are replaced by those of this machine
   */
  static DeployedNode start(List<String> args) throws IOException {
    Path folder = Files.createTempDirectory("gossip-deployed");
    Path token = Files.writeString(folder.resolve("token"), "a-secret-of-this-test\n");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    for (String arg : args) {
      command.add(
          arg.replace("/etc/gossip/", StrictManifests.FOLDER.toAbsolutePath() + "/")
              .replace("/etc/gossip-control/token", token.toString())
              .replaceAll("0\\.0\\.0\\.0:\\d+", "127.0.0.1:0"));
    }
    command.addAll(List.of("--set", "gossip.data-dir=" + folder.resolve("data")));
    Process process =
        new ProcessBuilder(command).redirectError(folder.resolve("errors").toFile()).start();
    BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      JsonObject event = JsonParser.parseString(line).getAsJsonObject();
      if (event.get("event").getAsString().equals("listening")) {
        return new DeployedNode(process, event.get("control").getAsString(), folder);
      }
    }
    throw new IOException("the node does not start: " + Files.readString(folder.resolve("errors")));
  }

  /** The status of the answer to a request without a token. */
  int status(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + control + path)).build();
    return client.send(request, BodyHandlers.discarding()).statusCode();
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    process.onExit().join();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
