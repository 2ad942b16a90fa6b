#!/usr/bin/env bash
# Two nodes with a Guice child injector each share a @Singleton class that only their own modules bind an interface to.
#
# Package: com.google.inject:guice 7.0.0 with its dependencies (JDK 17.0.15).
# A simulation has clock and network in one injector, and a child injector with the modules of a node for each node.
# "bind(View.class).to(RandomView.class)" is in the node's modules only, but names no home for RandomView itself.
# Guice makes a binding for that class when it is asked, and in the topmost injector that can: the parent's, which makes
# one object for all nodes. A node's own peers are everybody's, without an error. As soon as the class wants something
# that only the node's modules have, say its id, the parent cannot, and each node has its own, until that is taken out
# again. A single node, and with it most tests, behaves as meant.
# Remedy: bind(RandomView.class) in the node's modules as well, or in(Singleton.class) at a class without annotation.
#
# Seen, are the objects of two nodes the same one:
#   interface to an annotated class: true
#   interface to an annotated class that wants the node's id: false
#   interface to an annotated class that is bound as well: false
#   interface to a class, in(Singleton.class) at the binding: false
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >pom.xml <<'XML'
<project><modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>x</artifactId><version>1</version>
  <dependencies><dependency><groupId>com.google.inject</groupId><artifactId>guice</artifactId>
    <version>7.0.0</version></dependency></dependencies></project>
XML
mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >/dev/null
cat >Nodes.java <<'JAVA'
import com.google.inject.*;
import java.util.*;
public class Nodes {
  interface View {}
  @Singleton static class RandomView implements View {}
  @Singleton static class RingView implements View { @Inject RingView(Integer id) {} }
  static class PlainView implements View {}
  static void print(String name, com.google.inject.Module views) {
    Injector world = Guice.createInjector();
    List<View> of = new ArrayList<>();
    for (Integer id : List.of(0, 1)) {
      of.add(world.createChildInjector(views, b -> b.bind(Integer.class).toInstance(id)).getInstance(View.class));
    }
    System.out.println("interface to " + name + ": " + (of.get(0) == of.get(1)));
  }

  public static void main(String[] args) {
    print("an annotated class", b -> b.bind(View.class).to(RandomView.class));
    print("an annotated class that wants the node's id", b -> b.bind(View.class).to(RingView.class));
    print("an annotated class that is bound as well", b -> {
      b.bind(RandomView.class);
      b.bind(View.class).to(RandomView.class);
    });
    print("a class, in(Singleton.class) at the binding",
        b -> b.bind(View.class).to(PlainView.class).in(Singleton.class));
  }
}
JAVA
java -cp 'lib/*' Nodes.java | tee seen
grep -qx 'interface to an annotated class: true' seen
[ "$(grep -c ': false$' seen)" = 3 ]
