package dev.penstock.discovery.dns;

import dev.penstock.waits.NanoClock;
import dev.penstock.waits.WaitMeter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.xbill.DNS.Message;

/** Counts every exchange of another transport, however it ends. Thread-safe if the other is. */
final class MeteredTransport implements DnsTransport {
    private final DnsTransport transport;
    private final WaitMeter meter;
    private final NanoClock clock;

    MeteredTransport(DnsTransport transport, WaitMeter meter, NanoClock clock) {
        this.transport = transport;
        this.meter = meter;
        this.clock = clock;
    }

    @Override
    public Message exchange(InetSocketAddress server, Message query, Protocol protocol, Duration timeout)
            throws IOException {
        long begin = clock.nanoTime();
        meter.begin();
        try {
            return transport.exchange(server, query, protocol, timeout);
        } finally {
            meter.end(clock.nanoTime() - begin);
        }
    }
}
