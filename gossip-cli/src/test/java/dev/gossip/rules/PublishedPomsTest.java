package dev.gossip.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Every published module has what repositories of releases ask for, and is in the BOM. */
class PublishedPomsTest {
  private static final Path ROOT =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("..").normalize();
  private static final String BOM = "gossip-bom";
  private static final List<String> NOT_PUBLISHED =
      List.of("gossip-benchmarks", "integration-tests");

  /** A project template has no version to agree on with others. */
  private static final String ARCHETYPE = "gossip-archetype";

  private static Element root;
  private static Element bom;

  @BeforeAll
  static void readPoms() throws Exception {
    root = pom("");
    bom = pom(BOM);
  }

  static List<String> modules() throws Exception {
    return children(child(pom(""), "modules"), "module").map(Element::getTextContent).toList();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void moduleHasNameAndDescription(String module) throws Exception {
    Element pom = pom(module);

    assertThat(text(pom, "artifactId")).isEqualTo(module);
    assertThat(text(pom, "name")).startsWith("Gossip ");
    assertThat(text(pom, "description")).endsWith(".");
  }

  @ParameterizedTest
  @ValueSource(strings = {"name", "description", "url", "licenses", "developers", "scm"})
  void rootAndBomHaveWhatRepositoriesRequire(String element) {
    assertThat(text(root, element)).isNotBlank();
    assertThat(text(bom, element)).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(strings = {"groupId", "version", "url", "licenses", "developers", "scm"})
  void bomAgreesWithTheRoot(String element) {
    assertThat(text(bom, element)).isEqualTo(text(root, element));
  }

  @ParameterizedTest
  @MethodSource("modules")
  void onlyToolsAreNotDeployed(String module) throws Exception {
    boolean skipped =
        children(pom(module), "properties")
            .flatMap(properties -> children(properties, "maven.deploy.skip"))
            .anyMatch(skip -> skip.getTextContent().equals("true"));

    assertThat(skipped).isEqualTo(NOT_PUBLISHED.contains(module));
  }

  @Test
  void bomAndRootListEveryPublishedLibrary() throws Exception {
    List<String> published =
        modules().stream()
            .filter(module -> !NOT_PUBLISHED.contains(module))
            .filter(module -> !List.of(BOM, ARCHETYPE).contains(module))
            .toList();

    assertThat(managed(bom)).containsExactlyInAnyOrderElementsOf(published);
    assertThat(managed(root)).containsExactlyInAnyOrderElementsOf(published);
  }

  @ParameterizedTest
  @MethodSource("modules")
  void licenceIsInTheJarOfEveryModuleWithResourcesOfItsOwn(String module) throws Exception {
    List<Element> resources =
        children(pom(module), "build").flatMap(build -> children(build, "resources")).toList();

    assertThat(resources)
        .allSatisfy(
            own -> assertThat(own.getTextContent()).contains("LICENSE", "NOTICE", "META-INF"));
  }

  /** The artifacts of this project to which a POM gives its own version. */
  private static List<String> managed(Element pom) {
    Element dependencies = child(child(pom, "dependencyManagement"), "dependencies");
    return children(dependencies, "dependency")
        .filter(dependency -> text(dependency, "version").equals("${project.version}"))
        .map(dependency -> text(dependency, "artifactId"))
        .toList();
  }

  private static Element pom(String module) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(ROOT.resolve(module).resolve("pom.xml").toFile())
        .getDocumentElement();
  }

  private static String text(Element parent, String name) {
    return child(parent, name).getTextContent().replaceAll("\\s+", " ").strip();
  }

  private static Element child(Element parent, String name) {
    return children(parent, name)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no element " + name + " in " + parent));
  }

  private static Stream<Element> children(Element parent, String name) {
    return IntStream.range(0, parent.getChildNodes().getLength())
        .mapToObj(i -> parent.getChildNodes().item(i))
        .filter(node -> node.getNodeType() == Node.ELEMENT_NODE && node.getNodeName().equals(name))
        .map(Element.class::cast);
  }
}
