"""What rules call things, and what people call them: "pemberi kerja" and "bos", "meninggal dunia" and "mati".

Step 2. Word pairs of common knowledge, for a question's expansion and for training. Invariant: no pair changes who owes
what to whom; a word that could stand for its opposite isn't here.
"""

from __future__ import annotations

import re
from types import MappingProxyType

from kb.language.stopwords import STOP_WORDS

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


PLAIN = MappingProxyType(_read_table())
"""The rule's words → what people say."""


def _turn_round() -> dict[str, tuple[str, ...]]:
    turned: dict[str, tuple[str, ...]] = {}
    for formal, said in PLAIN.items():
        for plain in (word for word in said if word not in STOP_WORDS):
            turned[plain] = (*turned.get(plain, ()), formal)
    return turned


FORMAL = MappingProxyType(_turn_round())
"""What people say → the rule's words."""

_SAID = re.compile(r"\b(?:" + "|".join(re.escape(plain) for plain in sorted(FORMAL, key=len, reverse=True)) + r")\b")


def find_formal(text: str) -> list[str]:
    """List the rule's words for what a text says plainly, each once.

    Example:
        >>> find_formal("Bos telat setor")
        ['pemberi kerja', 'pengusaha', 'terlambat', 'membayar']
    """
    found = (formal for match in _SAID.finditer(text.casefold()) for formal in FORMAL[match.group()])
    return list(dict.fromkeys(found))
