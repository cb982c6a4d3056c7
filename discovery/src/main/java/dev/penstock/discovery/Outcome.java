package dev.penstock.discovery;

/** How one resolution ended. */
sealed interface Outcome {
    /** Something was found. */
    record Success(Found found) implements Outcome {}

    /** Nothing was found. */
    record Failure(DiscoveryFailure failure) implements Outcome {}
}
