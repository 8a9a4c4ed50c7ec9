package io.ate.atedb;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.net.ntp.NtpV3Impl;
import org.apache.commons.net.ntp.NtpV3Packet;
import org.apache.commons.net.ntp.TimeStamp;

/** An NTP server on loopback whose clock is off by as much as it is told. Thread-safe. */
final class NtpResponder implements AutoCloseable {
    private final DatagramSocket socket;
    private final long ahead;
    private final int stratum;
    private final AtomicInteger asked = new AtomicInteger();

    /** @param stratum 0 for one that has no time to tell */
    NtpResponder(Duration ahead, int stratum) throws IOException {
        this.ahead = ahead.toMillis();
        this.stratum = stratum;
        this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::answer);
    }

    String address() {
        return socket.getLocalAddress().getHostAddress() + ":" + socket.getLocalPort();
    }

    int asked() {
        return asked.get();
    }

    private void answer() {
        try {
            for (;;) {
                DatagramPacket datagram = new DatagramPacket(new byte[48], 48);
                socket.receive(datagram);
                TimeStamp now = TimeStamp.getNtpTime(System.currentTimeMillis() + ahead);
                NtpV3Packet question = new NtpV3Impl();
                question.setDatagramPacket(datagram);
                NtpV3Packet answer = new NtpV3Impl();
                answer.setMode(NtpV3Packet.MODE_SERVER);
                answer.setVersion(NtpV3Packet.VERSION_3);
                answer.setStratum(stratum);
                answer.setOriginateTimeStamp(question.getTransmitTimeStamp());
                answer.setReceiveTimeStamp(now);
                answer.setTransmitTime(now);
                DatagramPacket reply = answer.getDatagramPacket();
                reply.setSocketAddress(datagram.getSocketAddress());
                socket.send(reply);
                asked.incrementAndGet();
            }
        } catch (IOException _) {
            // closed
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
