import { addressKind, outboundUrlProblem } from './index';

describe('addresses', () => {
  it.each(['93.184.215.14', '8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700:4700::1111'])(
    '%s is public',
    (address) => {
      expect(addressKind(address)).toBe('public');
    },
  );

  it.each([
    '127.0.0.1',
    '127.255.255.254',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '100.64.0.1',
    '::1',
    'fd12:3456::1',
  ])('%s is private', (address) => {
    expect(addressKind(address)).toBe('private');
  });

  it.each([
    ['link-local', '169.254.1.1'],
    ['link-local', 'fe80::1'],
    ['link-local with a zone', 'fe80::1%eth0'],
    ['site-local', 'fec0::1'],
    ['metadata', '169.254.169.254'],
    ['metadata of AWS over IPv6', 'fd00:ec2::254'],
    ['the same written out', 'fd00:0ec2:0:0:0:0:0:254'],
    ['metadata of GCE over IPv6', 'fd20:ce::254'],
    ['metadata of Alibaba Cloud', '100.100.100.200'],
    ['metadata of Oracle Cloud', '192.0.0.192'],
    ['wire server of Azure', '168.63.129.16'],
    ['unspecified', '0.0.0.0'],
    ['this network', '0.1.2.3'],
    ['unspecified', '::'],
    ['multicast', '224.0.0.1'],
    ['multicast', 'ff02::1'],
    ['broadcast', '255.255.255.255'],
    ['reserved', '240.0.0.1'],
    ['documentation', '2001:db8::1'],
    ['benchmarks', '198.18.0.1'],
    ['IPv4-mapped public', '::ffff:8.8.8.8'],
    ['IPv4-mapped loopback', '::ffff:127.0.0.1'],
    ['IPv4-mapped metadata', '::ffff:a9fe:a9fe'],
    ['IPv4-compatible', '::127.0.0.1'],
    ['IPv4-translated', '::ffff:0:127.0.0.1'],
    ['NAT64', '64:ff9b::a9fe:a9fe'],
    ['local NAT64', '64:ff9b:1::a9fe:a9fe'],
    ['6to4', '2002:a9fe:a9fe::1'],
    ['Teredo', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
    ['no address', 'localhost'],
    ['no address', ''],
  ])('%s (%s) is forbidden', (_what, address) => {
    expect(addressKind(address)).toBe('forbidden');
  });
});

describe('URLs', () => {
  it.each([
    'https://example.com/run',
    'http://example.com:8080/a?b=c',
    'http://8.8.8.8/',
    'http://[2606:4700:4700::1111]/',
  ])('%s may be called', (url) => {
    expect(outboundUrlProblem(url, false)).toBeUndefined();
  });

  it.each(['http://127.0.0.1:9/', 'http://2130706433/', 'http://0x7f.1/', 'http://0177.0.0.1/', 'http://[::1]/'])(
    '%s, a private address, only where the operator allows it',
    (url) => {
      expect(outboundUrlProblem(url, true)).toBeUndefined();
      expect(outboundUrlProblem(url, false)).toMatch(/OUTBOUND_PRIVATE/);
    },
  );

  it.each([
    'http://169.254.169.254/latest',
    'http://2852039166/',
    'http://[::ffff:169.254.169.254]/',
    'http://0/',
    'http://[::]/',
  ])('%s never', (url) => {
    expect(outboundUrlProblem(url, true)).toMatch(/link-local, metadata/);
  });

  it.each([
    ['example.com/run', /must be a URL/],
    ['', /must be a URL/],
    ['ftp://example.com', /must begin with http/],
    ['file:///etc/passwd', /must begin with http/],
    ['gopher://example.com', /must begin with http/],
    ['http://user:password@example.com', /must not hold credentials/],
    ['http://user@example.com', /must not hold credentials/],
    [`http://example.com/${'a'.repeat(9_000)}`, /at most 8192 characters/],
  ])('%s is refused with the reason', (url, reason) => {
    expect(outboundUrlProblem(url, true)).toMatch(reason);
  });
});
