package dev.gossip.testkit.container;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.testcontainers.containers.Container;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.ExecConfig;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.output.OutputFrame;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.MountableFile;

/**
 * One gossip node in a container. It speaks UDP at port {@value #GOSSIP_PORT} to nodes on the same
 * Docker network, and over TCP to the test, through its {@linkplain #control control port}. It has
 * started when that answers.
 *
 * <pre>{@code
 * try (Network network = Network.newNetwork();
 *     GossipContainer one = new GossipContainer().withNetwork(network).withNetworkAliases("one");
 *     GossipContainer two = new GossipContainer().withNetwork(network).withPeer("one:5000")) {
 *   Startables.deepStart(one, two).join();
 *   ...
 * }
 * }</pre>
 *
 * <p>For networks of them see {@link dev.gossip.testkit.world.GossipCluster}.
 */
public final class GossipContainer extends GenericContainer<GossipContainer> {
  /** Where it speaks to other nodes, over UDP. */
  public static final int GOSSIP_PORT = 5000;

  private static final int CONTROL_PORT = 8080;

  /** Many of them start at once on few processors. */
  private static final Duration START_LIMIT = Duration.ofMinutes(3);

  private static final String PLUGINS = "/opt/gossip/plugins/";
  private static final String FAKE_CLOCK = "/usr/local/lib/libfaketime.so.1";

  private final String token = UUID.randomUUID().toString();
  private final List<String> arguments = new ArrayList<>();
  private final Map<Path, String> plugins = new LinkedHashMap<>();

  /** A node of the command that is on the class path. */
  public GossipContainer() {
    this(GossipImage.ofClassPath());
  }

  /** A node of an image that was made with the command's Dockerfile, and has the tools besides. */
  public GossipContainer(Future<String> image) {
    super(image);
    withExposedPorts(CONTROL_PORT);
    withEnv("GOSSIP_CONTROL_TOKEN", token);
    // It was built here, so nobody has it.
    withImagePullPolicy(name -> false);
    // For faults; the node itself is an ordinary user.
    withCreateContainerCmdModifier(
        command -> command.getHostConfig().withCapAdd(Capability.NET_ADMIN));
    waitingFor(new Answering().withStartupTimeout(START_LIMIT));
  }

  // ---- what it shall be ----------------------------------------------------------------------

  /** Dials another node, by its alias on the network: {@code "other:5000"}. */
  public GossipContainer withPeer(String address) {
    return withArguments("--peer", address);
  }

  /** Sets one value, such as {@code gossip.relay.use} to {@code diffusion}. */
  public GossipContainer withSetting(String path, String value) {
    return withArguments("--set", path + "=" + value);
  }

  /** Adds arguments of {@code gossip node}. */
  public GossipContainer withArguments(String... values) {
    arguments.addAll(List.of(values));
    return this;
  }

  /** Adds the jar or the folder that a class comes from, with all plugins in it. */
  public GossipContainer withPluginsOf(Class<?> type) {
    try {
      return withPlugins(Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()));
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(type + " comes from no file", e);
    }
  }

  /** Adds plugins: a jar or a folder of classes. */
  public GossipContainer withPlugins(Path jarOrFolder) {
    String there = PLUGINS + plugins.size() + "-" + jarOrFolder.getFileName();
    if (plugins.putIfAbsent(jarOrFolder, there) == null) {
      // Readable for the node, whoever owns it here.
      withCopyFileToContainer(MountableFile.forHostPath(jarOrFolder, 0755), there);
    }
    return this;
  }

  /**
   * Sets its wall clock apart from the host's; its monotonic clock goes as ever.
   *
   * @param offset positive for a clock that is fast
   */
  public GossipContainer withClockOffset(Duration offset) {
    return withEnv("LD_PRELOAD", FAKE_CLOCK)
        .withEnv("FAKETIME", String.format(Locale.ROOT, "%+.3fs", offset.toMillis() / 1e3))
        .withEnv("FAKETIME_DONT_FAKE_MONOTONIC", "1")
        // Its fix for an old C library makes the JVM's timed waits spin.
        .withEnv("FAKETIME_FORCE_MONOTONIC_FIX", "0");
  }

  @Override
  protected void configure() {
    List<String> command =
        new ArrayList<>(
            List.of("node", "--json", "--listen", "0.0.0.0:" + GOSSIP_PORT, "--control"));
    command.add("0.0.0.0:" + CONTROL_PORT);
    if (!plugins.isEmpty()) {
      command.add("--plugins");
      command.add(String.join(":", plugins.values()));
    }
    command.addAll(arguments);
    setCommandParts(command.toArray(String[]::new));
  }

  // ---- while it runs -------------------------------------------------------------------------

  /** Its control port, of now: a container that was started again has another. */
  public ControlClient control() {
    Ports.Binding[] bindings =
        getCurrentContainerInfo()
            .getNetworkSettings()
            .getPorts()
            .getBindings()
            .get(ExposedPort.tcp(CONTROL_PORT));
    if (bindings == null || bindings.length == 0) {
      throw new IllegalStateException("the container of " + name() + " does not run");
    }
    return new ControlClient(
        URI.create("http://" + getHost() + ":" + bindings[0].getHostPortSpec()), token);
  }

  /** Its address on the network, of now. */
  public String address() {
    InspectContainerResponse info = getCurrentContainerInfo();
    return info.getNetworkSettings().getNetworks().values().iterator().next().getIpAddress();
  }

  /** Ends the process without a word; the container stays. */
  public void kill() {
    getDockerClient().killContainerCmd(getContainerId()).exec();
  }

  /** Asks the process to leave, and waits until it has; the container stays. */
  public void leave() {
    getDockerClient().stopContainerCmd(getContainerId()).exec();
  }

  /** Starts the process again, with the same files. */
  public void startAgain() {
    getDockerClient().startContainerCmd(getContainerId()).exec();
  }

  /** Stops the clock of the process, as it were. */
  public void pause() {
    getDockerClient().pauseContainerCmd(getContainerId()).exec();
  }

  /** Lets it go on. */
  public void resume() {
    getDockerClient().unpauseContainerCmd(getContainerId()).exec();
  }

  /**
   * Runs a shell script as root.
   *
   * @return what it printed, on stdout and stderr
   * @throws IllegalStateException if it failed
   */
  public String shell(String script) {
    try {
      ExecConfig config =
          ExecConfig.builder().user("root").command(new String[] {"sh", "-ec", script}).build();
      Container.ExecResult result = execInContainer(config);
      String printed = result.getStdout() + result.getStderr();
      if (result.getExitCode() != 0) {
        throw new IllegalStateException(
            "'" + script + "' failed at " + name() + ": " + printed.strip());
      }
      return printed;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private String name() {
    return String.join(", ", getNetworkAliases());
  }

  /** Whether its process runs, paused or not. */
  public boolean runs() {
    return Boolean.TRUE.equals(getCurrentContainerInfo().getState().getRunning());
  }

  /** What it said last, on stderr: why it ended, if it did not run for long. */
  public String lastWords() {
    List<String> lines = getLogs(OutputFrame.OutputType.STDERR).lines().toList();
    return String.join(" ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
  }

  /** Waits until the control port answers, and no longer than the process runs. */
  private static final class Answering extends AbstractWaitStrategy {
    private static final long LOOK_AGAIN_NANOS = Duration.ofMillis(100).toNanos();

    @Override
    protected void waitUntilReady() {
      GossipContainer container = (GossipContainer) waitStrategyTarget;
      long deadlineNanos = System.nanoTime() + startupTimeout.toNanos();
      while (!container.answers()) {
        if (!container.runs()) {
          throw new ContainerLaunchException("the node ended at once: " + container.lastWords());
        }
        if (System.nanoTime() > deadlineNanos) {
          throw new ContainerLaunchException(
              "the node did not answer within " + startupTimeout.toSeconds() + " s");
        }
        LockSupport.parkNanos(LOOK_AGAIN_NANOS);
      }
    }
  }

  /** Whether its control port answers now. */
  public boolean answers() {
    try {
      control().health();
      return true;
    } catch (IOException | IllegalStateException e) {
      return false;
    }
  }
}
