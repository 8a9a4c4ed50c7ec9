package io.ate.internal.dao;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.module.SimpleModule;

/**
 * How addresses of the network stand inside values: the numbers, behind the name if they have one, as in
 * {@code db.example/10.0.0.1} and {@code db.example/[0:0:0:0:0:0:0:1]:80}; an address that was not resolved ends with
 * the slash, before the port. Jackson writes the name alone, and whoever reads that asks the name service what it
 * stands for now, and there. Stateless.
 */
final class AddressesAsText {
    private AddressesAsText() {}

    static JacksonModule module() {
        SimpleModule module = new SimpleModule("ate-addresses");
        AsText.add(module, InetAddress.class, AddressesAsText::text, AddressesAsText::address);
        AsText.add(module, Inet4Address.class, AddressesAsText::text, text -> only(Inet4Address.class, text));
        AsText.add(module, Inet6Address.class, AddressesAsText::text, text -> only(Inet6Address.class, text));
        AsText.add(module, InetSocketAddress.class, AddressesAsText::text, AddressesAsText::socketAddress);
        return module;
    }

    private static String text(InetAddress address) {
        return prefix(address) + numbers(address);
    }

    private static String text(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        String numbers = host == null ? address.getHostString() + "/"
                : prefix(host) + (host instanceof Inet6Address ? "[" + numbers(host) + "]" : numbers(host));
        return numbers + ":" + address.getPort();
    }

    /** The name with the slash behind it, as far as the address knows one: to ask for it would ask the name service. */
    private static String prefix(InetAddress address) {
        String text = address.toString();
        String prefix = text.substring(0, text.lastIndexOf('/') + 1);
        return prefix.length() > 1 ? prefix : "";
    }

    /** Without the network interface that a link-local address may go with, which means something on one machine. */
    private static String numbers(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }

    private static InetAddress address(String text) {
        int slash = text.lastIndexOf('/');
        InetAddress numbers = InetAddress.ofLiteral(text.substring(slash + 1));
        return slash <= 0 ? numbers : named(text.substring(0, slash), numbers);
    }

    private static InetAddress named(String name, InetAddress numbers) {
        try {
            return InetAddress.getByAddress(name, numbers.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has as many bytes as an address", e);
        }
    }

    private static <T extends InetAddress> T only(Class<T> type, String text) {
        InetAddress address = address(text);
        if (!type.isInstance(address)) {
            throw new IllegalArgumentException("that is no " + type.getSimpleName());
        }
        return type.cast(address);
    }

    private static InetSocketAddress socketAddress(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("it has no port");
        }
        int port = Integer.parseInt(text.substring(colon + 1));
        String host = text.substring(0, colon);
        return host.endsWith("/") ? InetSocketAddress.createUnresolved(host.substring(0, host.length() - 1), port)
                : new InetSocketAddress(address(host.replace("[", "").replace("]", "")), port);
    }
}
