package dev.penstock.chaos.simulation;

import dev.penstock.chaos.simulation.kernel.Kernel;
import dev.penstock.discovery.Backend;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** All servers of a service. */
final class FakeServers {
    private static final int FIRST_PORT = 5_000;

    private final Kernel kernel;
    private final List<FakeServer> all = new ArrayList<>();

    FakeServers(Kernel kernel, DriverFaultRates faultRates, SplittableRandom chance, int count) {
        this.kernel = kernel;
        for (int i = 0; i < count; i++) {
            all.add(new FakeServer(i, varied(backend(i), chance), kernel, faultRates));
        }
    }

    /** The same backend with another weight and priority, and perhaps another name. */
    static Backend varied(Backend known, SplittableRandom chance) {
        String name = chance.nextBoolean() ? known.name() : "other-" + known.name();
        return new Backend(name, known.address(), known.port(), chance.nextInt(2), chance.nextInt(4));
    }

    private static Backend backend(int number) {
        try {
            InetAddress address = InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) (number + 1)});
            return Backend.of("db-" + number + ".test", address, FIRST_PORT + number);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    List<FakeServer> all() {
        return all;
    }

    FakeServer of(Backend backend) {
        return all.get(backend.port() - FIRST_PORT);
    }

    /** The number of the pool's sessions on all servers; see {@link FakeServer#counted}. */
    int counted() {
        int counted = 0;
        for (FakeServer server : all) {
            counted += server.counted();
        }
        return counted;
    }

    boolean anyCloseHangs() {
        return all.stream().anyMatch(FakeServer::anyCloseHangs);
    }

    int open() {
        int open = 0;
        for (FakeServer server : all) {
            open += server.open();
        }
        return open;
    }

    /** Reports a violation directly to the kernel, because the pool's code would catch the error. */
    AssertionError violation(String what) {
        AssertionError broken = new AssertionError(what);
        kernel.fail(broken);
        return broken;
    }
}
