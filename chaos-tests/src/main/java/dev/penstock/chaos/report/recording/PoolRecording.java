package dev.penstock.chaos.report.recording;

import dev.penstock.chaos.report.model.Track;
import java.util.List;
import java.util.Map;

/**
 * What a pool recorded of one run: an immutable value.
 *
 * @param tracks the states of its slots, status tasks and backends, by backend
 * @param loadBySecond for each second of the run, from 0 on, the load by wait event; at most three decimals
 * @param claimReports the reports of its slowest and failed claims, by the ID of the claim
 */
public record PoolRecording(
        List<Track> tracks, Map<Long, Map<String, Double>> loadBySecond, Map<String, String> claimReports) {
    /** Of a pool that records nothing. */
    public static final PoolRecording NONE = new PoolRecording(List.of(), Map.of(), Map.of());

    /** Copies the collections. */
    public PoolRecording {
        tracks = List.copyOf(tracks);
        loadBySecond = Map.copyOf(loadBySecond);
        claimReports = Map.copyOf(claimReports);
    }

    /** The load by wait event in one second of the run; empty if it is not known. */
    public Map<String, Double> load(long second) {
        return loadBySecond.getOrDefault(second, Map.of());
    }
}
