"""Say a rule's words as people say them: "pemberi kerja" → "bos", "paling lambat" → "paling telat".

Used by ``training.data``. No training set has questions in plain speech about rules; such pairs teach that the plain
word and the rule's word are one. Pairs of words only, of common knowledge; no sentence of a test is in it.
"""

from __future__ import annotations

import random
import re

_WORDS = """
pekerja/buruh = buruh, kuli, karyawan
pemberi kerja = bos, majikan, juragan, tempat kerja
tenaga kerja = pekerja, karyawan
pekerja = buruh, karyawan, kuli, tukang, pegawai
buruh = pekerja, kuli, karyawan
pengusaha = bos, majikan, pemilik usaha
perusahaan = kantor, pabrik, tempat kerja
penyedia jasa = kontraktor, pemborong
pengguna jasa = pemilik proyek, yang punya proyek
pekerjaan konstruksi = proyek bangunan, kerjaan bangunan
kegagalan bangunan = bangunan ambruk, bangunan roboh
upah = gaji, bayaran
gaji = upah, bayaran
penghasilan = pendapatan, gaji
tunjangan = uang tambahan
uang = duit
dana = uang, duit
iuran = setoran, potongan
membayar = bayar, setor
membayarkan = bayar, bayarin
pembayaran = bayar
memungut = menarik, minta
santunan = uang duka, uang bantuan
manfaat = uang yang didapat, hak yang didapat
ganti rugi = ganti uang
ahli waris = keluarga yang ditinggal, anak istri
meninggal dunia = mati, wafat, meninggal
kecelakaan kerja = celaka waktu kerja, celaka di tempat kerja
kecelakaan = celaka, tabrakan
cacat = lumpuh, nggak normal lagi
perawatan = dirawat, berobat
pengobatan = berobat
pelayanan kesehatan = berobat
pemutusan hubungan kerja = dipecat, phk
diberhentikan = dipecat, dicopot
mengundurkan diri = keluar kerja, resign, mundur
perjanjian kerja = kontrak kerja
perjanjian = kontrak
jaminan hari tua = tabungan hari tua
jangka waktu = batas waktu, tenggat
paling lambat = paling telat
paling lama = maksimal
paling banyak = maksimal
paling tinggi = maksimal
paling sedikit = minimal
sekurang-kurangnya = minimal
terlambat = telat
dipidana = dihukum, masuk penjara
pidana penjara = dipenjara, masuk bui
sanksi administratif = hukuman
sanksi = hukuman
dikenai = kena
dikenakan = kena
dilarang = nggak boleh, gak boleh
tidak = nggak, gak, enggak
wajib = harus, mesti
harus = mesti, kudu
dapat = bisa, boleh
apabila = kalau, kalo
dalam hal = kalau, kalo
jika = kalau, kalo
setiap = tiap
memperoleh = dapat
menerima = dapat
memberikan = kasih, ngasih
mendaftarkan = daftarin, daftar
melaporkan = lapor, laporin
mengajukan = minta, ajukan
permohonan = permintaan
pemeriksaan = periksa, cek
pengawasan = diawasi
dicabut = ditarik
pencabutan = dicabut
pemerintah daerah = pemda
bupati/wali kota = pemda, bupati
kepala daerah = gubernur, bupati
usia = umur
kendaraan bermotor = motor, mobil
angkutan = kendaraan
tanah = lahan
sengketa = ribut, masalah
perselisihan = ribut, cekcok
pengadilan = sidang
peserta = anggota, orang yang terdaftar
keselamatan = keamanan
sebelum = belum
mulai berlaku = berlaku
berhak = punya hak
pendidikan = sekolah
peserta didik = murid, siswa
pegawai negeri sipil = pns
aparatur sipil negara = pns, asn
orang asing = bule, warga asing
barang = produk
harga = biaya
penduduk = warga
masyarakat = warga
"""


def _read_table() -> dict[str, tuple[str, ...]]:
    lines = (line.partition(" = ") for line in _WORDS.strip().splitlines())
    return {formal: tuple(plain.split(", ")) for formal, _, plain in lines}


TABLE = _read_table()
"""The rule's words → what people say."""

_NUMBERS = re.compile(r"^(pasal\s+\d+\w*\s*|\(\w{1,3}\)\s*|\w{1,2}[.)]\s+)+", re.I)
"""What a provision begins with: nobody asks for it by that."""

_FORMAL = re.compile(r"\b(" + "|".join(re.escape(key) for key in sorted(TABLE, key=len, reverse=True)) + r")\b", re.I)


def count_formal(text: str) -> int:
    """Count the words that have a plain counterpart, each once."""
    return len({match.group().casefold() for match in _FORMAL.finditer(text)})


def find_formal_stretch(sentence: str, size: int) -> str:
    """Find the stretch of so many words with the most that have a plain counterpart; signs at its ends are cut."""
    words = _NUMBERS.sub("", sentence).split()
    starts = range(max(1, len(words) - size + 1))
    return max((" ".join(words[at : at + size]).strip(" .,;:()") for at in starts), key=count_formal)


def say_plainly(text: str, chance: random.Random) -> str:
    """Replace each of the rule's words by what people say, at random among its counterparts; in small letters.

    Example:
        >>> say_plainly("Iuran paling lambat", random.Random(1)) in {"setoran paling telat", "potongan paling telat"}
        True
    """
    return _FORMAL.sub(lambda match: chance.choice(TABLE[match.group().casefold()]), text).casefold()
