package dev.penstock.chaos.report.model;

import java.util.List;

/**
 * The states of one part of a pool over time: a row of the state map.
 *
 * @param backend the label of its backend
 * @param name the part, such as {@code slot 3} or {@code status task}
 * @param changes the moments at which its state or its claim changed, in order of time
 */
public record Track(String backend, String name, List<StateChange> changes) {
    /** The name of the track of a status task. */
    public static final String STATUS_TASK = "status task";
    /** The state of a part that does not exist. */
    public static final String ABSENT = "ABSENT";

    /** Copies the list. */
    public Track {
        changes = List.copyOf(changes);
    }

    /** The name of the track of a slot. */
    public static String slot(long number) {
        return "slot " + number;
    }
}
