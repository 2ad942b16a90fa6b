package dev.gossip.it.dns;

import dev.gossip.testkit.container.GossipImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.MountableFile;

/** A container with a name server that knows one name, whose addresses can be changed. */
public final class NameServer extends GenericContainer<NameServer> {
  /** In a domain that is reserved for tests, by RFC 6761. */
  public static final String NAME = "nodes.gossip.test";

  private static final String CLASSES = "/opt/name-server/";
  private static final String FILE = CLASSES + "addresses";

  /** Creates a name server on a network, whose name has no addresses at first. */
  public NameServer(Network network) {
    // The image of the nodes has a Java runtime, and perhaps nothing else to write a server in.
    super(GossipImage.ofClassPath());
    withImagePullPolicy(name -> false);
    withNetwork(network);
    withCreateContainerCmdModifier(
        create -> create.withUser("root").withEntrypoint("java", "-cp", CLASSES));
    withCommand(NameServerMain.class.getName(), NAME, FILE);
    String classFile = NameServerMain.class.getName().replace('.', '/') + ".class";
    withCopyFileToContainer(MountableFile.forClasspathResource(classFile), CLASSES + classFile);
    withCopyToContainer(Transferable.of(""), FILE);
    waitingFor(Wait.forLogMessage(NameServerMain.READY + "\\n", 1));
  }

  /** Its own address on the network. */
  public String address() {
    return getContainerInfo()
        .getNetworkSettings()
        .getNetworks()
        .values()
        .iterator()
        .next()
        .getIpAddress();
  }

  /** Answers with these IPv4 addresses from now on. */
  public void setAddresses(List<String> addresses) {
    // Renamed, so that the server never reads half a file.
    String script = "printf '%s\\n' \"$@\" >" + FILE + ".new && mv " + FILE + ".new " + FILE;
    List<String> command = new ArrayList<>(List.of("sh", "-ec", script, "sh"));
    command.addAll(addresses);
    try {
      ExecResult result = execInContainer(command.toArray(String[]::new));
      if (result.getExitCode() != 0) {
        throw new IllegalStateException("the addresses were not set: " + result.getStderr());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
