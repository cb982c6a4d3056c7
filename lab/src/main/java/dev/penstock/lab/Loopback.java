package dev.penstock.lab;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** The addresses of 127.0.0.0/8, and free ports on them. Stateless and thread-safe. */
public final class Loopback {

    // Linux (32768-60999) and macOS (49152-65535) take the ports of outgoing connections from higher ranges. Therefore
    // a port of this range stays free while its server is down.
    private static final int FIRST_PORT = 20_000;
    private static final int LAST_PORT = 32_000;
    private static final int PORT_ATTEMPTS = 200;

    private Loopback() {}

    /**
     * The address 127.0.0.{@code lastByte}.
     *
     * @throws IllegalArgumentException if {@code lastByte} is not 1 to 254
     */
    public static InetAddress address(int lastByte) {
        if (lastByte < 1 || lastByte > 254) {
            throw new IllegalArgumentException("the last byte of a loopback address must be 1 to 254, not " + lastByte);
        }
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) lastByte});
        } catch (UnknownHostException e) {
            throw new AssertionError("four bytes are an address", e);
        }
    }

    /** {@code count} addresses from 127.0.0.2 on. */
    public static List<InetAddress> addresses(int count) {
        return IntStream.range(2, 2 + count).mapToObj(Loopback::address).toList();
    }

    /**
     * A port that was free a moment ago on all the addresses, for TCP and UDP.
     *
     * @throws LabException if an address cannot be bound, or no common port was found
     */
    public static int freePort(List<InetAddress> addresses) {
        addresses.forEach(Loopback::requireBindable);
        for (int attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
            if (addresses.stream().allMatch(address -> isFree(address, port))) {
                return port;
            }
        }
        throw new LabException("no port between " + FIRST_PORT + " and " + LAST_PORT + " is free on all of " + addresses
                + " (" + PORT_ATTEMPTS + " tried)");
    }

    /**
     * Checks that a server can listen on the address.
     *
     * @throws LabException if it cannot; the message names the command that adds the address on macOS
     */
    public static void requireBindable(InetAddress address) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(address, 0));
        } catch (IOException e) {
            String text = address.getHostAddress();
            throw new LabException(
                    "cannot listen on " + text + " (" + e.getMessage()
                            + "). Linux has all of 127.0.0.0/8; on macOS run:" + " sudo ifconfig lo0 alias " + text
                            + " up",
                    e);
        }
    }

    private static boolean isFree(InetAddress address, int port) {
        try (ServerSocket tcp = new ServerSocket()) {
            // With SO_REUSEADDR, Linux and macOS differ in the bindings that they allow beside a listener. Without the
            // option both refuse.
            tcp.setReuseAddress(false);
            tcp.bind(new InetSocketAddress(address, port));
            try (DatagramSocket udp = new DatagramSocket(new InetSocketAddress(address, port))) {
                return udp.isBound();
            }
        } catch (BindException e) {
            return false;
        } catch (IOException e) {
            throw new LabException("cannot try port " + port + " on " + address.getHostAddress(), e);
        }
    }
}
