package dev.gossip.simulation.region;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads places with coordinates. The heading names the columns {@code place}, {@code latitude} and
 * {@code longitude} in degrees, and perhaps {@code weight}, in any order; other columns are
 * ignored.
 */
final class PlaceTable {
  // superfly/corrosion, crates/plum-foca/tests/sim.rs: within about 15 % of what Fly.io measured.
  private static final double BASE_MILLIS = 4;
  private static final double KM_PER_MILLI = 75;
  private static final double WITHIN_A_PLACE_MILLIS = 1;

  private static final double EARTH_RADIUS_KM = 6371;

  /** A place; latitude and longitude in radians. */
  private record Place(double latitude, double longitude) {}

  private final BoundedTable table;

  private PlaceTable(BoundedTable table) {
    this.table = table;
  }

  static Regions read(BoundedTable table) {
    return new PlaceTable(table).regions();
  }

  private Regions regions() {
    int nameColumn = column("place");
    int latitude = column("latitude");
    int longitude = column("longitude");
    List<String> names = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    List<Place> places = new ArrayList<>();
    for (BoundedTable.Row row : table.body()) {
      String name = row.fields().get(nameColumn);
      if (name.isEmpty() || !seen.add(name)) {
        throw table.bad(
            row.line(), "'" + name + "' is empty or there twice; give each place its own name");
      }
      names.add(name);
      places.add(
          new Place(
              StrictMath.toRadians(table.number(row, latitude, "a latitude", -90, 90)),
              StrictMath.toRadians(table.number(row, longitude, "a longitude", -180, 180))));
    }
    return Regions.of(
        names,
        table.weights(table.heading().fields().indexOf("weight")),
        (from, to) -> roundTripMillis(places, from, to) / 2);
  }

  private int column(String name) {
    int column = table.heading().fields().indexOf(name);
    if (column < 0) {
      throw table.bad(
          table.heading().line(),
          "the heading has no " + name + "; write place, latitude, longitude and perhaps weight");
    }
    return column;
  }

  private static double roundTripMillis(List<Place> places, int from, int to) {
    return from == to
        ? WITHIN_A_PLACE_MILLIS
        : BASE_MILLIS + distanceKm(places.get(from), places.get(to)) / KM_PER_MILLI;
  }

  /** Along a great circle, by the haversine formula. StrictMath: the same on every machine. */
  private static double distanceKm(Place one, Place other) {
    double across = StrictMath.sin((other.latitude - one.latitude) / 2);
    double along = StrictMath.sin((other.longitude - one.longitude) / 2);
    double haversine =
        across * across
            + StrictMath.cos(one.latitude) * StrictMath.cos(other.latitude) * along * along;
    return 2 * EARTH_RADIUS_KM * StrictMath.asin(Math.min(1, StrictMath.sqrt(haversine)));
  }
}
