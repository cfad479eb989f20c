package dev.tandem.media.loop;

import java.util.ArrayList;
import java.util.List;

/// Who is due in which of the 20 beats of a frame. New ones go where there is the least to do, so
/// that beats are of like length.
final class Schedule {
  static final int SLOTS = 20;

  private final List<List<Room>> rooms = slots();
  private final List<List<Leg>> legs = slots();
  private final int[] weight = new int[SLOTS];
  private int entries;

  private static <T> List<List<T>> slots() {
    var slots = new ArrayList<List<T>>(SLOTS);
    for (int i = 0; i < SLOTS; i++) {
      slots.add(new ArrayList<>());
    }
    return slots;
  }

  void tick(MediaLoop loop, int slot) {
    List<Room> dueRooms = rooms.get(slot);
    for (int i = 0; i < dueRooms.size(); i++) {
      dueRooms.get(i).tick(loop);
    }
    List<Leg> dueLegs = legs.get(slot);
    for (int i = 0; i < dueLegs.size(); i++) {
      dueLegs.get(i).generate(loop);
    }
  }

  void add(Room room) {
    room.slot = lightest();
    rooms.get(room.slot).add(room);
    weight[room.slot] += room.size();
    entries++;
  }

  void remove(Room room) {
    if (room.slot >= 0 && rooms.get(room.slot).remove(room)) {
      entries--;
      reweigh(room.slot);
      room.slot = -1;
    }
  }

  /// After the room's size changed.
  void reweigh(int slot) {
    int sum = legs.get(slot).size();
    for (Room room : rooms.get(slot)) {
      sum += room.size();
    }
    weight[slot] = sum;
  }

  void add(Leg leg) {
    leg.slot = lightest();
    legs.get(leg.slot).add(leg);
    weight[leg.slot]++;
    entries++;
  }

  void remove(Leg leg) {
    if (leg.slot >= 0 && legs.get(leg.slot).remove(leg)) {
      entries--;
      weight[leg.slot]--;
      leg.slot = -1;
    }
  }

  private int lightest() {
    int best = 0;
    for (int i = 1; i < SLOTS; i++) {
      if (weight[i] < weight[best]) {
        best = i;
      }
    }
    return best;
  }

  boolean isEmpty() {
    return entries == 0;
  }
}
