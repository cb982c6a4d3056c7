package dev.penstock.waits;

/** A clock that a test advances. Confined to one thread. */
final class FakeClock implements NanoClock {
    private long now;

    FakeClock(long origin) {
        now = origin;
    }

    @Override
    public long nanoTime() {
        return now;
    }

    public void advance(long nanos) {
        now += nanos;
    }
}
