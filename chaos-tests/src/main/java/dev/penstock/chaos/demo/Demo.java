package dev.penstock.chaos.demo;

import dev.penstock.chaos.world.World;
import java.util.Locale;

/** The command that runs the demo. It exits with status 0 if every promise was kept, otherwise with 1. */
public final class Demo {
    private static final int SERVERS = 3;

    private Demo() {}

    /** Runs the demo. Takes no arguments. */
    public static void main(String[] arguments) throws Exception {
        Screen screen = new Screen();
        screen.line("Penstock demo: three PostgreSQL servers, found by DNS, behind one pool of at most "
                + World.POOL_SIZE + " connections.");
        long began = System.nanoTime();
        boolean good;
        try (World world = new World(SERVERS)) {
            screen.line(String.format(
                    Locale.ROOT,
                    "Servers up after %.1f s: %s",
                    (System.nanoTime() - began) / 1e9,
                    world.cluster().servers()));
            good = new Script(world, screen).run();
        }
        System.exit(good ? 0 : 1);
    }
}
